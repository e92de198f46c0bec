<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Déjà Vu</source>
        <translation>Über Déjà Vu</translation>
    </message>
    <message>
        <source>Version {v}. MIT licence.</source>
        <translation>Version {v}. MIT-Lizenz.</translation>
    </message>
    <message>
        <source>Finds the historical newspaper articles that tell the same kind of story as an article of today.</source>
        <translation>Findet historische Zeitungsartikel, die dieselbe Art von Geschichte erzählen wie ein Artikel von heute.</translation>
    </message>
    <message>
        <source>The method:</source>
        <translation>Das Verfahren:</translation>
    </message>
    <message>
        <source>Libraries, versions and licences</source>
        <translation>Bibliotheken, Versionen und Lizenzen</translation>
    </message>
    <message>
        <source>Copy citation</source>
        <translation>Nachweis kopieren</translation>
    </message>
</context>
<context>
    <name>AddressOffer</name>
    <message>
        <source>Fetching the page from {host}…</source>
        <translation>Die Seite wird von {host} abgerufen …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Fetched only if you ask.</source>
        <translation>Abgerufen nur auf Ihren Wunsch.</translation>
    </message>
    <message>
        <source>Fetch the article from {host}</source>
        <translation>Artikel von {host} abrufen</translation>
    </message>
</context>
<context>
    <name>ArchiveCommands</name>
    <message>
        <source>Open an archive</source>
        <translation>Archiv öffnen</translation>
    </message>
    <message>
        <source>Déjà Vu archives (*.dejavu)</source>
        <translation>Déjà-Vu-Archive (*.dejavu)</translation>
    </message>
    <message>
        <source>The sample archive is being made; it opens by itself.</source>
        <translation>Das Beispielarchiv entsteht gerade; es öffnet sich von selbst.</translation>
    </message>
    <message>
        <source>The sample’s texts are missing. Install Déjà Vu again.</source>
        <translation>Die Texte des Beispiels fehlen. Bitte Déjà Vu neu installieren.</translation>
    </message>
    <message>
        <source>Making the sample archive</source>
        <translation>Beispielarchiv wird angelegt</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>Ordner importieren</translation>
    </message>
    <message>
        <source>“{name}” holds more; its beginning stands here.</source>
        <translation>„{name}“ enthält mehr; hier steht der Anfang.</translation>
    </message>
    <message numerus="yes">
        <source>“{name}” removed, with %Ln article(s).</source>
        <translation>
            <numerusform>„{name}“ entfernt, mit %Ln Artikel.</numerusform>
            <numerusform>„{name}“ entfernt, mit %Ln Artikeln.</numerusform>
        </translation>
    </message>
    <message>
        <source>Removing “{name}”…</source>
        <translation>„{name}“ wird entfernt …</translation>
    </message>
    <message numerus="yes">
        <source>Removing %Ln file(s)…</source>
        <translation>
            <numerusform>%Ln Datei wird entfernt …</numerusform>
            <numerusform>%Ln Dateien werden entfernt …</numerusform>
        </translation>
    </message>
    <message>
        <source>Where shall the archive be kept?</source>
        <translation>Wo soll das Archiv liegen?</translation>
    </message>
    <message>
        <source>“{name}” is there already.</source>
        <translation>„{name}“ ist schon da.</translation>
    </message>
    <message>
        <source>Open it as it is, or give the new archive another name.</source>
        <translation>Öffnen Sie es, wie es ist, oder geben Sie dem neuen Archiv einen anderen Namen.</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Another name…</source>
        <translation>Anderer Name …</translation>
    </message>
    <message>
        <source>Encode anew</source>
        <translation>Neu kodieren</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>This archive was encoded with {old}, which is not installed here, so it is searched by words only. Encoding it anew with {new} takes about {time}.</source>
        <translation>Dieses Archiv wurde mit {old} kodiert, das hier nicht installiert ist; daher wird nur nach Wörtern gesucht. Mit {new} neu zu kodieren dauert etwa {time}.</translation>
    </message>
    <message>
        <source>This archive was encoded with {old}; Déjà Vu now encodes with {new}. Encoding it anew takes about {time}. Until then searches use {old}, as before.</source>
        <translation>Dieses Archiv wurde mit {old} kodiert; Déjà Vu kodiert jetzt mit {new}. Neu zu kodieren dauert etwa {time}. Bis dahin wird wie bisher mit {old} gesucht.</translation>
    </message>
    <message>
        <source>{n} of {all} passages are encoded anew with {new}; the rest takes about {time}. Until then searches use {old}.</source>
        <translation>{n} von {all} Abschnitten sind mit {new} neu kodiert; der Rest dauert etwa {time}. Bis dahin wird mit {old} gesucht.</translation>
    </message>
    <message>
        <source>{n} of {all} passages are encoded anew with {new}; the rest takes about {time}. Until then it is searched by words only, as {old} is not installed here.</source>
        <translation>{n} von {all} Abschnitten sind mit {new} neu kodiert; der Rest dauert etwa {time}. Bis dahin wird er nur nach Wörtern durchsucht, da {old} hier nicht installiert ist.</translation>
    </message>
    <message>
        <source>“{name}” is no longer open.</source>
        <translation>„{name}“ ist nicht mehr geöffnet.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln Datei</numerusform>
            <numerusform>%Ln Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files} removed, with %Ln article(s).</source>
        <translation>
            <numerusform>{files} entfernt, mit %Ln Artikel.</numerusform>
            <numerusform>{files} entfernt, mit %Ln Artikeln.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ArchiveDialog</name>
    <message>
        <source>About this archive</source>
        <translation>Über dieses Archiv</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>ohne Angabe</translation>
    </message>
    <message>
        <source>Languages: {list}</source>
        <translation>Sprachen: {list}</translation>
    </message>
    <message>
        <source>Imported files</source>
        <translation>Importierte Dateien</translation>
    </message>
    <message>
        <source>Imported file</source>
        <translation>Importierte Datei</translation>
    </message>
    <message>
        <source>Articles</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>Nicht gelesen</translation>
    </message>
    <message>
        <source>Search only in it</source>
        <translation>Nur darin suchen</translation>
    </message>
    <message>
        <source>Remove from the archive…</source>
        <translation>Aus dem Archiv entfernen …</translation>
    </message>
    <message numerus="yes">
        <source>Remove “{name}” and its %Ln article(s)? This cannot be undone; the file itself stays.</source>
        <translation>
            <numerusform>„{name}“ und seinen %Ln Artikel entfernen? Das lässt sich nicht rückgängig machen; die Datei selbst bleibt.</numerusform>
            <numerusform>„{name}“ und seine %Ln Artikel entfernen? Das lässt sich nicht rückgängig machen; die Datei selbst bleibt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them you have starred, tagged, noted on or collected. That goes with them.</source>
        <translation>
            <numerusform>%Ln davon haben Sie mit Stern, Schlagwort oder Notiz versehen oder gesammelt. Das geht mit verloren.</numerusform>
            <numerusform>%Ln davon haben Sie mit Stern, Schlagwort oder Notiz versehen oder gesammelt. Das geht mit verloren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>{articles} in {papers}, {years}; {passages}, {size}</source>
        <translation>{articles} in {papers}, {years}; {passages}, {size}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln Artikel</numerusform>
            <numerusform>%Ln Artikel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln newspaper(s)</source>
        <translation>
            <numerusform>%Ln Zeitung</numerusform>
            <numerusform>%Ln Zeitungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s)</source>
        <translation>
            <numerusform>%Ln Abschnitt</numerusform>
            <numerusform>%Ln Abschnitte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) encoded by {encoder} ({fingerprint})</source>
        <translation>
            <numerusform>%Ln Abschnitt kodiert von {encoder} ({fingerprint})</numerusform>
            <numerusform>%Ln Abschnitte kodiert von {encoder} ({fingerprint})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln Datei</numerusform>
            <numerusform>%Ln Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove {files} and their %Ln article(s)? This cannot be undone; the files stay.</source>
        <translation>
            <numerusform>{files} und ihren %Ln Artikel entfernen? Das lässt sich nicht rückgängig machen; die Dateien bleiben.</numerusform>
            <numerusform>{files} und ihre %Ln Artikel entfernen? Das lässt sich nicht rückgängig machen; die Dateien bleiben.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Breakdown</name>
    <message>
        <source>Where the parallels were printed</source>
        <translation>Wo die Parallelen gedruckt wurden</translation>
    </message>
    <message>
        <source>Newspapers or places</source>
        <translation>Zeitungen oder Orte</translation>
    </message>
    <message>
        <source>Newspaper</source>
        <translation>Zeitung</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>A click or Return filters by the row. An archive full of one paper finds that paper often.</source>
        <translation>Ein Klick oder die Eingabetaste filtert nach der Zeile. Ein Archiv, das vor allem eine Zeitung enthält, findet diese oft.</translation>
    </message>
    <message>
        <source>Copy chart</source>
        <translation>Diagramm kopieren</translation>
    </message>
    <message>
        <source>Save chart…</source>
        <translation>Diagramm sichern …</translation>
    </message>
    <message>
        <source>Parallels by newspaper</source>
        <translation>Parallelen nach Zeitung</translation>
    </message>
    <message>
        <source>Parallels by place</source>
        <translation>Parallelen nach Ort</translation>
    </message>
    <message>
        <source>The table is on the clipboard.</source>
        <translation>Die Tabelle ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The chart is on the clipboard.</source>
        <translation>Das Diagramm ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>Diagramm sichern</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
</context>
<context>
    <name>BreakdownChart</name>
    <message>
        <source>Choose another place.</source>
        <translation>Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>{hits} of {all}</source>
        <translation>{hits} von {all}</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>und %Ln weitere</numerusform>
            <numerusform>und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Dark: in the list. Pale: all articles. Square roots.</source>
        <translation>Dunkel: in der Liste. Blass: alle Artikel. Quadratwurzeln.</translation>
    </message>
</context>
<context>
    <name>BreakdownFlow</name>
    <message>
        <source>Search first; then the newspapers and places of the list stand here.</source>
        <translation>Suchen Sie zuerst; dann stehen hier Zeitungen und Orte der Liste.</translation>
    </message>
</context>
<context>
    <name>BreakdownModel</name>
    <message>
        <source>In the list</source>
        <translation>In der Liste</translation>
    </message>
    <message>
        <source>In the archive</source>
        <translation>Im Archiv</translation>
    </message>
    <message>
        <source>Of a thousand</source>
        <translation>Von tausend</translation>
    </message>
</context>
<context>
    <name>ColumnSheet</name>
    <message>
        <source>What the columns hold</source>
        <translation>Was die Spalten enthalten</translation>
    </message>
    <message>
        <source>These are the first rows. Say above each column what it holds; the choice is remembered.</source>
        <translation>Dies sind die ersten Zeilen. Über jeder Spalte lässt sich sagen, was sie enthält; die Wahl wird gemerkt.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Table {n}: {columns}</source>
        <translation>Tabelle {n}: {columns}</translation>
    </message>
    <message>
        <source>The first rows of the table</source>
        <translation>Die ersten Zeilen der Tabelle</translation>
    </message>
    <message>
        <source>Use these columns</source>
        <translation>Diese Spalten verwenden</translation>
    </message>
    <message>
        <source>As guessed</source>
        <translation>Wie vermutet</translation>
    </message>
    <message>
        <source>Save for the command line…</source>
        <translation>Für die Befehlszeile sichern …</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Verfasser</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Newspaper</source>
        <translation>Zeitung</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Edition</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Identifier</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Address on the web</source>
        <translation>Adresse im Netz</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Library of Congress number</source>
        <translation>Nummer der Library of Congress</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Stadt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Bundesstaat</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>enthält</translation>
    </message>
    <message>
        <source>What the column {name} holds</source>
        <translation>Was die Spalte {name} enthält</translation>
    </message>
    <message>
        <source>— nothing —</source>
        <translation>— nichts —</translation>
    </message>
    <message>
        <source>One of the columns must hold the text, or at least headlines.</source>
        <translation>Eine der Spalten muss den Text enthalten oder wenigstens Überschriften.</translation>
    </message>
    <message>
        <source>Save the columns</source>
        <translation>Die Spalten sichern</translation>
    </message>
    <message>
        <source>Saved. On the command line: dejavu import --columns {path}</source>
        <translation>Gesichert. Auf der Befehlszeile: dejavu import --columns {path}</translation>
    </message>
    <message>
        <source>In table {n} one of the columns must hold the text, or at least headlines.</source>
        <translation>In Tabelle {n} muss eine der Spalten den Text enthalten oder wenigstens Überschriften.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;New archive…</source>
        <translation>&amp;Neues Archiv …</translation>
    </message>
    <message>
        <source>&amp;Open archive…</source>
        <translation>Archiv ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open the &amp;sample archive</source>
        <translation>Beis&amp;pielarchiv öffnen</translation>
    </message>
    <message>
        <source>&amp;Import files…</source>
        <translation>Dateien &amp;importieren …</translation>
    </message>
    <message>
        <source>Import a &amp;folder…</source>
        <translation>&amp;Ordner importieren …</translation>
    </message>
    <message>
        <source>Follo&amp;wed folders…</source>
        <translation>Beobachtete O&amp;rdner …</translation>
    </message>
    <message>
        <source>Prepare the rest for search by &amp;meaning</source>
        <translation>Den Rest für die S&amp;uche nach Bedeutung vorbereiten</translation>
    </message>
    <message>
        <source>&amp;Export the list…</source>
        <translation>Liste &amp;exportieren …</translation>
    </message>
    <message>
        <source>Export the se&amp;lection…</source>
        <translation>Auswa&amp;hl exportieren …</translation>
    </message>
    <message>
        <source>About this archi&amp;ve…</source>
        <translation>Über dieses Archi&amp;v …</translation>
    </message>
    <message>
        <source>Print the arti&amp;cle…</source>
        <translation>Artikel &amp;drucken …</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>Ein&amp;stellungen …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo in the archive</source>
        <translation>Im Archiv &amp;rückgängig machen</translation>
    </message>
    <message>
        <source>&amp;Copy with citation</source>
        <translation>Mit Nachweis &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the ci&amp;tation only</source>
        <translation>Nur den Nachweis k&amp;opieren</translation>
    </message>
    <message>
        <source>&amp;Find parallels</source>
        <translation>&amp;Parallelen finden</translation>
    </message>
    <message>
        <source>Go to the &amp;text</source>
        <translation>Zum &amp;Text</translation>
    </message>
    <message>
        <source>Go to the &amp;names</source>
        <translation>Zu den &amp;Namen</translation>
    </message>
    <message>
        <source>Go to the f&amp;ilters</source>
        <translation>Zu den F&amp;iltern</translation>
    </message>
    <message>
        <source>Go to the &amp;list</source>
        <translation>Zur &amp;Liste</translation>
    </message>
    <message>
        <source>&amp;More like these</source>
        <translation>&amp;Mehr wie diese</translation>
    </message>
    <message>
        <source>Less li&amp;ke these</source>
        <translation>&amp;Weniger wie diese</translation>
    </message>
    <message>
        <source>&amp;Star the article, or take the star off</source>
        <translation>Artikel mit &amp;Stern versehen oder Stern entfernen</translation>
    </message>
    <message>
        <source>Add to a ne&amp;w collection…</source>
        <translation>In eine n&amp;eue Sammlung …</translation>
    </message>
    <message>
        <source>Take &amp;out of the collection</source>
        <translation>A&amp;us der Sammlung nehmen</translation>
    </message>
    <message>
        <source>Previ&amp;ous matching sentence</source>
        <translation>Vorig&amp;er passender Satz</translation>
    </message>
    <message>
        <source>&amp;By newspaper and place…</source>
        <translation>Nach Zeitung und &amp;Ort …</translation>
    </message>
    <message>
        <source>Copy the t&amp;imeline</source>
        <translation>Zeitleiste kopie&amp;ren</translation>
    </message>
    <message>
        <source>Save the timeline &amp;as SVG or PNG…</source>
        <translation>Zeitleiste als SVG oder PNG si&amp;chern …</translation>
    </message>
    <message>
        <source>Search from this passa&amp;ge</source>
        <translation>&amp;Von dieser Stelle aus suchen</translation>
    </message>
    <message>
        <source>&amp;Redo in the archive</source>
        <translation>Im Archiv &amp;wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Find in the article…</source>
        <translation>&amp;Im Artikel suchen …</translation>
    </message>
    <message>
        <source>&amp;Clear all filters</source>
        <translation>Alle Filter &amp;aufheben</translation>
    </message>
    <message>
        <source>&amp;Save this search…</source>
        <translation>Diese Su&amp;che sichern …</translation>
    </message>
    <message>
        <source>Take the s&amp;tar off</source>
        <translation>S&amp;tern entfernen</translation>
    </message>
    <message>
        <source>&amp;Note and tags…</source>
        <translation>&amp;Notiz und Schlagwörter …</translation>
    </message>
    <message>
        <source>&amp;Add to collection</source>
        <translation>In eine Samm&amp;lung</translation>
    </message>
    <message>
        <source>&amp;Reading only</source>
        <translation>N&amp;ur lesen</translation>
    </message>
    <message>
        <source>&amp;Sidebar</source>
        <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>&amp;Cleaned text</source>
        <translation>&amp;Bereinigter Text</translation>
    </message>
    <message>
        <source>&amp;Line ends as printed</source>
        <translation>&amp;Zeilenenden wie gedruckt</translation>
    </message>
    <message>
        <source>&amp;Names in colour</source>
        <translation>&amp;Namen in Farbe</translation>
    </message>
    <message>
        <source>List as &amp;table</source>
        <translation>Liste als &amp;Tabelle</translation>
    </message>
    <message>
        <source>Table col&amp;umns</source>
        <translation>Tabellens&amp;palten</translation>
    </message>
    <message>
        <source>The &amp;page as printed</source>
        <translation>Die Se&amp;ite wie gedruckt</translation>
    </message>
    <message>
        <source>Next part of the win&amp;dow</source>
        <translation>Nächster Teil &amp;des Fensters</translation>
    </message>
    <message>
        <source>Previous part of t&amp;he window</source>
        <translation>Voriger Teil des &amp;Fensters</translation>
    </message>
    <message>
        <source>N&amp;ext parallel</source>
        <translation>Nächste P&amp;arallele</translation>
    </message>
    <message>
        <source>Pre&amp;vious parallel</source>
        <translation>&amp;Vorige Parallele</translation>
    </message>
    <message>
        <source>Next &amp;matching sentence</source>
        <translation>Näc&amp;hster passender Satz</translation>
    </message>
    <message>
        <source>Lar&amp;ger text</source>
        <translation>&amp;Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller te&amp;xt</source>
        <translation>&amp;Kleinere Schrift</translation>
    </message>
    <message>
        <source>A short &amp;tour</source>
        <translation>Ein kurzer &amp;Rundgang</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>&amp;About Déjà Vu</source>
        <translation>Ü&amp;ber Déjà Vu</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suche</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>B&amp;ehalten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>The timeline's da&amp;ys as a table…</source>
        <translation>Die &amp;Werte der Zeitleiste als Tabelle …</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>ExportFlow</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Spreadsheet (XLSX)</source>
        <translation>Arbeitsblatt (XLSX)</translation>
    </message>
    <message>
        <source>JSON Lines</source>
        <translation>JSON Lines</translation>
    </message>
    <message>
        <source>References (RIS)</source>
        <translation>Literaturangaben (RIS)</translation>
    </message>
    <message>
        <source>References (BibTeX)</source>
        <translation>Literaturangaben (BibTeX)</translation>
    </message>
    <message>
        <source>References (CSL-JSON)</source>
        <translation>Literaturangaben (CSL-JSON)</translation>
    </message>
    <message>
        <source>Plain texts, one file an article (zip)</source>
        <translation>Texte, eine Datei je Artikel (zip)</translation>
    </message>
    <message>
        <source>Plain texts in one file</source>
        <translation>Texte in einer Datei</translation>
    </message>
    <message>
        <source>Methods report (HTML)</source>
        <translation>Methodenbericht (HTML)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) written to {path}</source>
        <translation>
            <numerusform>%Ln Artikel geschrieben: {path}</numerusform>
            <numerusform>%Ln Artikel geschrieben: {path}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FetchFlow</name>
    <message>
        <source>“{title}” has been fetched. Look it over, then press Ctrl+Return.</source>
        <translation>„{title}“ wurde abgerufen. Sehen Sie den Text durch und drücken Sie dann Strg+Eingabe.</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Earliest date: a year, year-month or day</source>
        <translation>Frühestes Datum: Jahr, Jahr-Monat oder Tag</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Latest date: a year, year-month or day</source>
        <translation>Spätestes Datum: Jahr, Jahr-Monat oder Tag</translation>
    </message>
    <message>
        <source>Newspaper</source>
        <translation>Zeitung</translation>
    </message>
    <message>
        <source>All papers</source>
        <translation>Alle Zeitungen</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>All places</source>
        <translation>Alle Orte</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More filters</source>
        <translation>Weitere Filter</translation>
    </message>
    <message>
        <source>Words, OCR quality, language, imported file, collection</source>
        <translation>Wörter, OCR-Güte, Sprache, importierte Datei, Sammlung</translation>
    </message>
    <message>
        <source>A year, a month or a day: 1916, May 1916 or 1916-05-26</source>
        <translation>Ein Jahr, ein Monat oder ein Tag: 1916, Mai 1916 oder 1916-05-26</translation>
    </message>
    <message>
        <source>“{text}” is no date. Write 1916, 1916-05, May 1916 or 26 May 1916.</source>
        <translation>„{text}“ ist kein Datum. Schreiben Sie 1916, 1916-05, Mai 1916 oder 26. Mai 1916.</translation>
    </message>
    <message>
        <source>“{text}” does not filter: choose a whole name of the list.</source>
        <translation>„{text}“ filtert nicht: Wählen Sie einen ganzen Namen aus der Liste.</translation>
    </message>
    <message>
        <source>in “{name}”</source>
        <translation>in „{name}“</translation>
    </message>
    <message>
        <source>in a collection that was deleted</source>
        <translation>in einer Sammlung, die gelöscht wurde</translation>
    </message>
    <message>
        <source>source {n}</source>
        <translation>Quelle {n}</translation>
    </message>
    <message>
        <source>with “{word}”</source>
        <translation>mit „{word}“</translation>
    </message>
    <message>
        <source>without “{word}”</source>
        <translation>ohne „{word}“</translation>
    </message>
    <message>
        <source>OCR quality {word} or better</source>
        <translation>OCR-Güte {word} oder besser</translation>
    </message>
    <message>
        <source>Remove filter: {words}</source>
        <translation>Filter entfernen: {words}</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle aufheben</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>Alle Filter aufheben</translation>
    </message>
    <message>
        <source>Nothing lies between: “{first}” is later than “{last}”.</source>
        <translation>Dazwischen liegt nichts: „{first}“ ist später als „{last}“.</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Words to find in the article</source>
        <translation>Wörter, die im Artikel gesucht werden</translation>
    </message>
    <message>
        <source>Find in the article</source>
        <translation>Im Artikel suchen</translation>
    </message>
    <message>
        <source>Hit before (Shift+Return)</source>
        <translation>Voriger Treffer (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next hit (Return)</source>
        <translation>Nächster Treffer (Eingabe)</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} von {all}</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
</context>
<context>
    <name>FoldBar</name>
    <message>
        <source>Today's text</source>
        <translation>Text von heute</translation>
    </message>
    <message>
        <source>Show the whole text and its names (Ctrl+L)</source>
        <translation>Den ganzen Text und seine Namen zeigen (Strg+L)</translation>
    </message>
    <message>
        <source>Fold “{part}” to one line</source>
        <translation>„{part}“ auf eine Zeile einklappen</translation>
    </message>
    <message>
        <source>Fold the text and its names to one line</source>
        <translation>Den Text und seine Namen auf eine Zeile einklappen</translation>
    </message>
</context>
<context>
    <name>FollowDialog</name>
    <message>
        <source>Followed folders</source>
        <translation>Beobachtete Ordner</translation>
    </message>
    <message>
        <source>New and changed newspapers in these folders come into the archive by themselves while Déjà Vu runs. Files that are moved are found again.</source>
        <translation>Neue und geänderte Zeitungen in diesen Ordnern kommen von selbst ins Archiv, solange Déjà Vu läuft. Verschobene Dateien werden wiedergefunden.</translation>
    </message>
    <message>
        <source>Follow a folder…</source>
        <translation>Einen Ordner beobachten …</translation>
    </message>
    <message>
        <source>No longer follow</source>
        <translation>Nicht mehr beobachten</translation>
    </message>
    <message>
        <source>{folder} (not there just now)</source>
        <translation>{folder} (zurzeit nicht da)</translation>
    </message>
</context>
<context>
    <name>FollowFlow</name>
    <message>
        <source>Follow a folder</source>
        <translation>Einen Ordner beobachten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new file(s) in followed folders</source>
        <translation>
            <numerusform>%Ln neue Datei in beobachteten Ordnern</numerusform>
            <numerusform>%Ln neue Dateien in beobachteten Ordnern</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportFlow</name>
    <message>
        <source>Import of {names}</source>
        <translation>Import von {names}</translation>
    </message>
    <message>
        <source>The import of {name} ended with the program several times. Drop it again to go on.</source>
        <translation>Der Import von {name} endete mehrmals mit dem Programm. Ziehen Sie ihn noch einmal herein, um fortzufahren.</translation>
    </message>
    <message>
        <source>Preparing “{name}” for search by meaning</source>
        <translation>„{name}“ wird für die Suche nach Bedeutung vorbereitet</translation>
    </message>
    <message>
        <source>Encoding “{name}” anew</source>
        <translation>„{name}“ wird neu kodiert</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Progress of {job}</source>
        <translation>Fortschritt: {job}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>What failed</source>
        <translation>Was misslang</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>What could not be read, and why</source>
        <translation>Was nicht gelesen werden konnte, und warum</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Loading the models</source>
        <translation>Modelle werden geladen</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kodieren</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>Verzeichnis wird angelegt</translation>
    </message>
    <message>
        <source>Removing what is no longer needed</source>
        <translation>Nicht mehr Gebrauchtes wird entfernt</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) a second</source>
        <translation>
            <numerusform>%Ln Abschnitt je Sekunde</numerusform>
            <numerusform>%Ln Abschnitte je Sekunde</numerusform>
        </translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{n} not read</source>
        <translation>{n} nicht gelesen</translation>
    </message>
    <message>
        <source>Cancelled. What was done so far stays; start again to go on.</source>
        <translation>Abgebrochen. Das Getane bleibt; ein neuer Start macht weiter.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Failed: {reason}</source>
        <translation>Misslungen: {reason}</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) encoded.</source>
        <translation>
            <numerusform>%Ln Abschnitt kodiert.</numerusform>
            <numerusform>%Ln Abschnitte kodiert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) added</source>
        <translation>
            <numerusform>%Ln Artikel hinzugefügt</numerusform>
            <numerusform>%Ln Artikel hinzugefügt</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} already there</source>
        <translation>{n} schon vorhanden</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of an earlier reading taken out</source>
        <translation>
            <numerusform>%Ln einer früheren Lesung herausgenommen</numerusform>
            <numerusform>%Ln einer früheren Lesung herausgenommen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of it kept, as you have marked them</source>
        <translation>
            <numerusform>%Ln davon behalten, weil von Ihnen markiert</numerusform>
            <numerusform>%Ln davon behalten, weil von Ihnen markiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) encoded</source>
        <translation>
            <numerusform>%Ln Abschnitt kodiert</numerusform>
            <numerusform>%Ln Abschnitte kodiert</numerusform>
        </translation>
    </message>
    <message>
        <source> in {time}</source>
        <translation> in {time}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet …</translation>
    </message>
</context>
<context>
    <name>JobsView</name>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
</context>
<context>
    <name>KeepFlow</name>
    <message>
        <source>New collection</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>Name of the collection:</source>
        <translation>Name der Sammlung:</translation>
    </message>
    <message>
        <source>Collection “{name}” made.</source>
        <translation>Sammlung „{name}“ angelegt.</translation>
    </message>
    <message>
        <source>{n} added to “{name}”.</source>
        <translation>{n} zu „{name}“ hinzugefügt.</translation>
    </message>
    <message>
        <source>Open a collection first: a click on it in the sidebar shows its articles.</source>
        <translation>Öffnen Sie erst eine Sammlung: Ein Klick auf sie in der Seitenleiste zeigt ihre Artikel.</translation>
    </message>
    <message>
        <source>An article leaves this list when its note is emptied.</source>
        <translation>Ein Artikel verlässt diese Liste, wenn seine Notiz geleert wird.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) taken out. {keys} takes it back.</source>
        <translation>
            <numerusform>%Ln Artikel herausgenommen. {keys} nimmt es zurück.</numerusform>
            <numerusform>%Ln Artikel herausgenommen. {keys} nimmt es zurück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag taken off %Ln article(s). {keys} brings it back.</source>
        <translation>
            <numerusform>Schlagwort von %Ln Artikel genommen. {keys} bringt es zurück.</numerusform>
            <numerusform>Schlagwort von %Ln Artikeln genommen. {keys} bringt es zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>Collection deleted. {keys} brings it back.</source>
        <translation>Sammlung gelöscht. {keys} holt sie zurück.</translation>
    </message>
    <message>
        <source>Starred.</source>
        <translation>Mit Stern versehen.</translation>
    </message>
    <message>
        <source>These articles are no longer in the archive.</source>
        <translation>Diese Artikel sind nicht mehr im Archiv.</translation>
    </message>
    <message>
        <source>Star taken off.</source>
        <translation>Stern entfernt.</translation>
    </message>
    <message>
        <source>Save this search</source>
        <translation>Diese Suche sichern</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Search saved as “{name}”.</source>
        <translation>Suche als „{name}“ gesichert.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Note on the collection</source>
        <translation>Notiz zur Sammlung</translation>
    </message>
    <message>
        <source>What “{name}” is for:</source>
        <translation>Wozu „{name}“ dient:</translation>
    </message>
    <message>
        <source>Save under a name</source>
        <translation>Unter einem Namen sichern</translation>
    </message>
    <message>
        <source>Search deleted. {keys} brings it back.</source>
        <translation>Suche gelöscht. {keys} bringt sie zurück.</translation>
    </message>
    <message>
        <source>History cleared. {keys} brings it back.</source>
        <translation>Verlauf geleert. {keys} bringt ihn zurück.</translation>
    </message>
    <message>
        <source>Drag results here</source>
        <translation>Ergebnisse hierher ziehen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>“{name}” is no longer open.</source>
        <translation>„{name}“ ist nicht mehr geöffnet.</translation>
    </message>
</context>
<context>
    <name>Lacking</name>
    <message>
        <source>No article is open: choose one in the list first.</source>
        <translation>Kein Artikel ist geöffnet: Wählen Sie zuerst einen in der Liste.</translation>
    </message>
    <message>
        <source>There is no list yet: search first.</source>
        <translation>Es gibt noch keine Liste: Suchen Sie zuerst.</translation>
    </message>
    <message>
        <source>There is no search to save yet.</source>
        <translation>Es gibt noch keine Suche zu speichern.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Only “{name}” is opened. Drop newspapers by themselves once it is there.</source>
        <translation>Nur „{name}“ wird geöffnet. Ziehen Sie Zeitungen für sich herein, sobald es da ist.</translation>
    </message>
    <message>
        <source>Let go to look into these files; nothing is imported yet.</source>
        <translation>Loslassen, um diese Dateien anzusehen; noch wird nichts importiert.</translation>
    </message>
    <message>
        <source>The archive is empty. Drop newspapers on the window.</source>
        <translation>Das Archiv ist leer. Ziehen Sie Zeitungen auf das Fenster.</translation>
    </message>
    <message>
        <source>All {n} passages searchable</source>
        <translation>Alle {n} Abschnitte durchsuchbar</translation>
    </message>
    <message>
        <source>{encoded} of {passages} passages searchable by meaning</source>
        <translation>{encoded} von {passages} Abschnitten nach Bedeutung durchsuchbar</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>This collection is empty. Drag results from the list onto it.</source>
        <translation>Diese Sammlung ist leer. Ziehen Sie Ergebnisse aus der Liste darauf.</translation>
    </message>
    <message>
        <source>Nothing stands here any more.</source>
        <translation>Hier steht nichts mehr.</translation>
    </message>
    <message>
        <source>Something went wrong inside Déjà Vu. Nothing that was stored is lost.</source>
        <translation>In Déjà Vu ist etwas schiefgegangen. Nichts Gespeichertes ist verloren.</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Protokoll zeigen</translation>
    </message>
</context>
<context>
    <name>MaskPreview</name>
    <message>
        <source>Names in your text</source>
        <translation>Namen in Ihrem Text</translation>
    </message>
    <message>
        <source>Struck names are hidden from the search. Arrow keys go from name to name, Space switches one.</source>
        <translation>Durchgestrichene Namen sieht die Suche nicht. Pfeiltasten gehen von Name zu Name, die Leertaste schaltet um.</translation>
    </message>
    <message>
        <source>The names in your text appear here. Each can be hidden or shown.</source>
        <translation>Hier erscheinen die Namen in Ihrem Text. Jeder kann verborgen oder gezeigt werden.</translation>
    </message>
    <message>
        <source>Let this name count</source>
        <translation>Diesen Namen mitzählen</translation>
    </message>
    <message>
        <source>Hide this name</source>
        <translation>Diesen Namen verbergen</translation>
    </message>
    <message>
        <source>The same wherever it stands</source>
        <translation>Überall, wo er steht</translation>
    </message>
    <message>
        <source>Hide the selected words</source>
        <translation>Die markierten Wörter verbergen</translation>
    </message>
    <message>
        <source>person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>other name</source>
        <translation>anderer Name</translation>
    </message>
    <message>
        <source>{kind}, hidden from the search. Click to let it count; Shift-click for all.</source>
        <translation>{kind}, vor der Suche verborgen. Klick zählt ihn mit; Umschalt-Klick alle.</translation>
    </message>
    <message>
        <source>{kind}, counts in the search. Click to hide it; Shift-click for all.</source>
        <translation>{kind}, zählt in der Suche. Klick verbirgt ihn; Umschalt-Klick alle.</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>MoreFilters</name>
    <message>
        <source>More filters</source>
        <translation>Weitere Filter</translation>
    </message>
    <message>
        <source>Words that must occur</source>
        <translation>Wörter, die vorkommen müssen</translation>
    </message>
    <message>
        <source>strike "price of bread"</source>
        <translation>Streik "Preis des Brotes"</translation>
    </message>
    <message>
        <source>Words that must not occur</source>
        <translation>Wörter, die nicht vorkommen dürfen</translation>
    </message>
    <message>
        <source>Every inflection is found: strike finds strikes and striking. Quotation marks keep words together; an asterisk stands for nothing.</source>
        <translation>Jede Beugung wird gefunden: strike findet strikes und striking. Anführungszeichen halten Wörter zusammen; ein Stern steht für nichts.</translation>
    </message>
    <message>
        <source>Least share of plausible words</source>
        <translation>Mindestanteil plausibler Wörter</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>The share of words that are words: how well OCR read the article</source>
        <translation>Der Anteil der Wörter, die Wörter sind: wie gut der Artikel erkannt wurde</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>All languages</source>
        <translation>Alle Sprachen</translation>
    </message>
    <message>
        <source>Imported file</source>
        <translation>Importierte Datei</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>The whole archive</source>
        <translation>Das ganze Archiv</translation>
    </message>
    <message>
        <source>Must contain</source>
        <translation>Enthält</translation>
    </message>
    <message>
        <source>Must not contain</source>
        <translation>Enthält nicht</translation>
    </message>
    <message>
        <source>OCR quality at least</source>
        <translation>OCR-Güte mindestens</translation>
    </message>
    <message>
        <source>Language not stated</source>
        <translation>Sprache ohne Angabe</translation>
    </message>
</context>
<context>
    <name>NoteFlow</name>
    <message>
        <source>This note was changed in another window meanwhile. Its words stand above yours; save what is to stay.</source>
        <translation>Diese Notiz wurde inzwischen in einem anderen Fenster geändert. Ihr Wortlaut steht über Ihrem; speichern Sie, was bleiben soll.</translation>
    </message>
    <message>
        <source>Kept. {keys} takes it back.</source>
        <translation>Gesichert. {keys} nimmt es zurück.</translation>
    </message>
    <message>
        <source>Kept in “{name}”.</source>
        <translation>In „{name}“ gesichert.</translation>
    </message>
</context>
<context>
    <name>NotesDialog</name>
    <message>
        <source>Note and tags</source>
        <translation>Notiz und Schlagwörter</translation>
    </message>
    <message>
        <source>Your note on this article</source>
        <translation>Ihre Notiz zu diesem Artikel</translation>
    </message>
    <message>
        <source>Tags, with commas between them</source>
        <translation>Schlagwörter, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>strike, harbour</source>
        <translation>Streik, Hafen</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>Mit Stern</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>What you wrote is not saved yet.</source>
        <translation>Was Sie geschrieben haben, ist noch nicht gesichert.</translation>
    </message>
</context>
<context>
    <name>NotesWords</name>
    <message>
        <source>Searched with the encoder this archive was made with, {encoder}; {encoded} of {passages} passages are encoded anew.</source>
        <translation>Gesucht mit dem Modell, mit dem dieses Archiv angelegt wurde, {encoder}; {encoded} von {passages} Abschnitten sind neu kodiert.</translation>
    </message>
    <message>
        <source>The others were encoded with {encoder}, which is not installed here; encode the archive anew to search them by meaning.</source>
        <translation>Die übrigen wurden mit {encoder} kodiert, der hier nicht installiert ist; kodieren Sie das Archiv neu, um sie nach Bedeutung zu durchsuchen.</translation>
    </message>
    <message>
        <source>This archive was encoded with other models ({encoder}), which are not installed here: these were found by their words only. Encode it anew to search by meaning.</source>
        <translation>Dieses Archiv wurde mit anderen Modellen kodiert ({encoder}), die hier nicht installiert sind: Diese wurden nur über ihre Wörter gefunden. Kodieren Sie es neu, um nach Bedeutung zu suchen.</translation>
    </message>
    <message>
        <source>{encoded} of {passages} passages are encoded; the others are found by their words only.</source>
        <translation>{encoded} von {passages} Abschnitten sind kodiert; die übrigen werden nur nach ihren Wörtern gefunden.</translation>
    </message>
    <message>
        <source>Found among {then} passages; the archive holds {now} now. Search again to look through all of them.</source>
        <translation>Gefunden unter {then} Abschnitten; jetzt hat das Archiv {now}. Suchen Sie noch einmal, um alle zu durchsuchen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) of this list are no longer in the archive.</source>
        <translation>
            <numerusform>%Ln Artikel dieser Liste ist nicht mehr im Archiv.</numerusform>
            <numerusform>%Ln Artikel dieser Liste sind nicht mehr im Archiv.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not in this archive, or not encoded yet, so that they do not count: passage {numbers}.</source>
        <translation>Nicht in diesem Archiv oder noch nicht kodiert, sie zählen also nicht: Abschnitt {numbers}.</translation>
    </message>
    <message>
        <source>This text does not look English, which is what the models know: translate it, or search by words.</source>
        <translation>Dieser Text sieht nicht englisch aus, und nur Englisch kennen die Modelle: Übersetzen Sie ihn, oder suchen Sie nach Wörtern.</translation>
    </message>
    <message>
        <source>Nothing here is a strong parallel.</source>
        <translation>Keine starke Parallele darunter.</translation>
    </message>
    <message>
        <source>No parallel was found.</source>
        <translation>Es wurde keine Parallele gefunden.</translation>
    </message>
    <message>
        <source>So short a text gives the comparison little to hold: tell the story in a sentence or two.</source>
        <translation>Ein so kurzer Text gibt dem Vergleich wenig Halt: Erzählen Sie, was geschah, in ein, zwei Sätzen.</translation>
    </message>
    <message>
        <source>No passage passes the filters.</source>
        <translation>Kein Abschnitt kommt durch die Filter.</translation>
    </message>
    <message>
        <source>The query holds nothing but names, so they were searched as they are.</source>
        <translation>Der Text besteht nur aus Namen; sie wurden so gesucht, wie sie sind.</translation>
    </message>
    <message>
        <source>Passages to be like or unlike count by meaning only, so they do not count here.</source>
        <translation>Abschnitte, denen die Liste ähnlich oder unähnlich sein soll, zählen nur nach der Bedeutung, hier also nicht.</translation>
    </message>
    <message>
        <source>Nothing in this archive is encoded yet: these were found by their words only.</source>
        <translation>In diesem Archiv ist noch nichts kodiert: Diese wurden nur nach ihren Wörtern gefunden.</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>The page as printed</source>
        <translation>Die Seite wie gedruckt</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Whole page</source>
        <translation>Ganze Seite</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>p. {page}</source>
        <translation>S. {page}</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>How much is searchable</source>
        <translation>Wie viel durchsuchbar ist</translation>
    </message>
    <message>
        <source>Prepare the rest</source>
        <translation>Den Rest vorbereiten</translation>
    </message>
    <message>
        <source>Prepare the rest for search by meaning</source>
        <translation>Den Rest für die Suche nach Bedeutung vorbereiten</translation>
    </message>
</context>
<context>
    <name>QueryEdit</name>
    <message>
        <source>Today's text</source>
        <translation>Text von heute</translation>
    </message>
    <message>
        <source>Paste or type an article of today, or its web address, or drop a file. Control+Return searches.</source>
        <translation>Fügen Sie einen Artikel von heute oder seine Webadresse ein, tippen Sie, oder lassen Sie eine Datei fallen. Strg+Eingabe sucht.</translation>
    </message>
    <message>
        <source>Paste an article of today or its web address, type what it tells, or drop a file here.</source>
        <translation>Fügen Sie einen Artikel von heute oder seine Webadresse ein, schreiben Sie, was er erzählt, oder lassen Sie hier eine Datei fallen.</translation>
    </message>
</context>
<context>
    <name>QueryPanel</name>
    <message>
        <source>How to compare</source>
        <translation>Wie verglichen wird</translation>
    </message>
    <message>
        <source>Meaning and words</source>
        <translation>Bedeutung und Wörter</translation>
    </message>
    <message>
        <source>Ranks by meaning and by shared words together.</source>
        <translation>Ordnet nach Bedeutung und gemeinsamen Wörtern zugleich.</translation>
    </message>
    <message>
        <source>Meaning only</source>
        <translation>Nur Bedeutung</translation>
    </message>
    <message>
        <source>Ranks by meaning alone, whatever the words.</source>
        <translation>Ordnet allein nach Bedeutung, gleich in welchen Worten.</translation>
    </message>
    <message>
        <source>Words only</source>
        <translation>Nur Wörter</translation>
    </message>
    <message>
        <source>Ranks by shared words alone; works before encoding is done.</source>
        <translation>Ordnet allein nach gemeinsamen Wörtern; geht schon vor dem Kodieren.</translation>
    </message>
    <message>
        <source>Rerank</source>
        <translation>Nachordnen</translation>
    </message>
    <message>
        <source>Rerank the best results</source>
        <translation>Die besten Ergebnisse nachordnen</translation>
    </message>
    <message>
        <source>Reads the best results once more beside your text: slower, often better.</source>
        <translation>Liest die besten Ergebnisse noch einmal neben Ihrem Text: langsamer, oft besser.</translation>
    </message>
    <message>
        <source>Find parallels</source>
        <translation>Parallelen finden</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Strg+Eingabe</translation>
    </message>
    <message>
        <source>No reranker is installed.</source>
        <translation>Kein Nachordner ist installiert.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) hidden</source>
        <translation>
            <numerusform>%Ln Name verborgen</numerusform>
            <numerusform>%Ln Namen verborgen</numerusform>
        </translation>
    </message>
    <message>
        <source>Hidden:</source>
        <translation>Verborgen:</translation>
    </message>
    <message>
        <source>Names of these kinds are hidden from the search, so that the story is compared.</source>
        <translation>Namen dieser Arten sieht die Suche nicht, damit die Geschichte verglichen wird.</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Organisations</source>
        <translation>Organisationen</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>Orte</translation>
    </message>
    <message>
        <source>Other names</source>
        <translation>Andere Namen</translation>
    </message>
    <message>
        <source>Hide {kind}</source>
        <translation>{kind} verbergen</translation>
    </message>
    <message>
        <source>Hide or show all names of this kind</source>
        <translation>Alle Namen dieser Art verbergen oder zeigen</translation>
    </message>
    <message>
        <source>from {host}</source>
        <translation>von {host}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln Wort</numerusform>
            <numerusform>%Ln Wörter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReaderPane</name>
    <message>
        <source>Today's text, matching sentences marked</source>
        <translation>Text von heute, passende Sätze markiert</translation>
    </message>
    <message>
        <source>Historical article, matching sentences marked</source>
        <translation>Historischer Artikel, passende Sätze markiert</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>Noch nichts geöffnet</translation>
    </message>
    <message>
        <source>Choose a parallel in the list to read it here beside your text.</source>
        <translation>Wählen Sie eine Parallele in der Liste, um sie hier neben Ihrem Text zu lesen.</translation>
    </message>
    <message>
        <source>No headline</source>
        <translation>Keine Überschrift</translation>
    </message>
    <message>
        <source>{band} parallel</source>
        <translation>Parallele: {band}</translation>
    </message>
    <message>
        <source>OCR quality {share}</source>
        <translation>OCR-Güte {share}</translation>
    </message>
    <message>
        <source>Copied with its citation.</source>
        <translation>Mit Nachweis kopiert.</translation>
    </message>
    <message>
        <source>Citation copied.</source>
        <translation>Nachweis kopiert.</translation>
    </message>
    <message>
        <source>Previous parallel (Alt+Up)</source>
        <translation>Vorige Parallele (Alt+Auf)</translation>
    </message>
    <message>
        <source>Next parallel (Alt+Down)</source>
        <translation>Nächste Parallele (Alt+Ab)</translation>
    </message>
    <message>
        <source>Cleaned</source>
        <translation>Bereinigt</translation>
    </message>
    <message>
        <source>Show the text cleaned of line breaks and OCR marks</source>
        <translation>Text ohne Zeilenumbrüche und OCR-Spuren zeigen</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Show people, organisations and places in soft colours</source>
        <translation>Personen, Organisationen und Orte in sanften Farben zeigen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>What can be done with this article</source>
        <translation>Was sich mit diesem Artikel tun lässt</translation>
    </message>
    <message>
        <source>Cite</source>
        <translation>Zitieren</translation>
    </message>
    <message>
        <source>Copy the selection or passage with its citation</source>
        <translation>Auswahl oder Stelle mit Nachweis kopieren</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Damals</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>Mit Stern</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>What went wrong</source>
        <translation>Was schiefging</translation>
    </message>
    <message>
        <source>It stays on this computer, in {path}.</source>
        <translation>Der Bericht bleibt auf diesem Computer, in {path}.</translation>
    </message>
    <message>
        <source>The report</source>
        <translation>Der Bericht</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>RereadBar</name>
    <message>
        <source>How much has been read again</source>
        <translation>Wie viel noch einmal gelesen ist</translation>
    </message>
    <message>
        <source>Keeps the list in its first order (Esc)</source>
        <translation>Lässt die Liste in ihrer ersten Reihenfolge (Esc)</translation>
    </message>
    <message>
        <source>Reading {done} of {total} again…</source>
        <translation>{done} von {total} noch einmal gelesen …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop reading again and keep the list in its first order</source>
        <translation>Das zweite Lesen anhalten und die erste Reihenfolge behalten</translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Newspaper</source>
        <translation>Zeitung</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Best sentence</source>
        <translation>Bester Satz</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>stark</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>schwach</translation>
    </message>
    <message>
        <source>{rank}. {headline}. Parallel: {band}. {date}, {newspaper}, {place}. {sentence}</source>
        <translation>{rank}. {headline}. Parallele: {band}. {date}, {newspaper}, {place}. {sentence}</translation>
    </message>
    <message>
        <source>Starred.</source>
        <translation>Mit Stern versehen.</translation>
    </message>
    <message>
        <source>With your note: {note}</source>
        <translation>Mit Ihrer Notiz: {note}</translation>
    </message>
    <message>
        <source>Tags: {tags}</source>
        <translation>Schlagwörter: {tags}</translation>
    </message>
    <message>
        <source>printed in {n} papers</source>
        <translation>in {n} Zeitungen gedruckt</translation>
    </message>
    <message>
        <source>printed {n} times</source>
        <translation>{n}-mal gedruckt</translation>
    </message>
    <message>
        <source>printed {n} times in {papers} papers</source>
        <translation>{n}-mal gedruckt, in {papers} Zeitungen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln Artikel</numerusform>
            <numerusform>%Ln Artikel</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultsPanel</name>
    <message>
        <source>more like “{what}”  ×</source>
        <translation>mehr wie „{what}“  ×</translation>
    </message>
    <message>
        <source>less like “{what}”  ×</source>
        <translation>weniger wie „{what}“  ×</translation>
    </message>
    <message>
        <source>Remove: {words}</source>
        <translation>Entfernen: {words}</translation>
    </message>
    <message>
        <source>Order of the list</source>
        <translation>Reihenfolge der Liste</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>Beste zuerst</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>By newspaper</source>
        <translation>Nach Zeitung</translation>
    </message>
    <message>
        <source>By place</source>
        <translation>Nach Ort</translation>
    </message>
    <message>
        <source>Most printed first</source>
        <translation>Meistgedruckte zuerst</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Show the list as a table</source>
        <translation>Liste als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export this list</source>
        <translation>Diese Liste exportieren</translation>
    </message>
    <message>
        <source>Parallels</source>
        <translation>Parallelen</translation>
    </message>
    <message>
        <source>By “{column}”</source>
        <translation>Nach „{column}“</translation>
    </message>
    <message>
        <source>By “{column}”, reversed</source>
        <translation>Nach „{column}“, umgekehrt</translation>
    </message>
    <message>
        <source>undated</source>
        <translation>ohne Datum</translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Parallels as a table</source>
        <translation>Parallelen als Tabelle</translation>
    </message>
</context>
<context>
    <name>ResultsView</name>
    <message>
        <source>Parallels</source>
        <translation>Parallelen</translation>
    </message>
</context>
<context>
    <name>ReviewSheet</name>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Looking into {names}</source>
        <translation>{names} wird angesehen</translation>
    </message>
    <message>
        <source>Nothing is imported yet.</source>
        <translation>Noch ist nichts importiert.</translation>
    </message>
    <message>
        <source>Formats found and what is skipped</source>
        <translation>Gefundene Formate und Übergangenes</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>Gelesen als</translation>
    </message>
    <message>
        <source>Format of the sample</source>
        <translation>Format der Probe</translation>
    </message>
    <message>
        <source>One article as it will be read</source>
        <translation>Ein Artikel, wie er gelesen wird</translation>
    </message>
    <message>
        <source>Prepare the articles for search by meaning at once (takes longer)</source>
        <translation>Die Artikel gleich für die Suche nach Bedeutung vorbereiten (dauert länger)</translation>
    </message>
    <message>
        <source>They go into “{name}”.</source>
        <translation>Sie kommen in „{name}“.</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) to read</source>
        <translation>
            <numerusform>%Ln Datei zu lesen</numerusform>
            <numerusform>%Ln Dateien zu lesen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing here can be read</source>
        <translation>Hier lässt sich nichts lesen</translation>
    </message>
    <message>
        <source>{size} in all.</source>
        <translation>Insgesamt {size}.</translation>
    </message>
    <message>
        <source>{n} cannot be read; the reasons are below.</source>
        <translation>{n} sind nicht lesbar; die Gründe stehen unten.</translation>
    </message>
    <message>
        <source>There is more than was looked at; all of it will be read.</source>
        <translation>Es gibt mehr, als angesehen wurde; alles wird gelesen.</translation>
    </message>
    <message>
        <source>Try other files, or a folder that holds them.</source>
        <translation>Versuchen Sie andere Dateien oder ihren Ordner.</translation>
    </message>
    <message>
        <source>in it: {format}</source>
        <translation>darin: {format}</translation>
    </message>
    <message>
        <source>Of no known kind</source>
        <translation>Von unbekannter Art</translation>
    </message>
    <message>
        <source>Passed over: {kind}</source>
        <translation>Übergangen: {kind}</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>One article of: {format}</source>
        <translation>Ein Artikel aus: {format}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are in the archive already and will be passed by.</source>
        <translation>
            <numerusform>%Ln Datei ist schon im Archiv und wird übergangen.</numerusform>
            <numerusform>%Ln Dateien sind schon im Archiv und werden übergangen.</numerusform>
        </translation>
    </message>
    <message>
        <source>At least: {words}</source>
        <translation>Mindestens: {words}</translation>
    </message>
    <message numerus="yes">
        <source>About %Ln article(s) to come: {reading} to read, {encoding} to prepare for search by meaning, {size}.</source>
        <translation>
            <numerusform>Etwa %Ln Artikel kommt hinzu: {reading} zum Lesen, {encoding} zum Vorbereiten für die Suche nach Bedeutung, {size}.</numerusform>
            <numerusform>Etwa %Ln Artikel kommen hinzu: {reading} zum Lesen, {encoding} zum Vorbereiten für die Suche nach Bedeutung, {size}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in them is new.</source>
        <translation>Nichts darin ist neu.</translation>
    </message>
    <message>
        <source>No table could be read in these files. Are they still there, and whole?</source>
        <translation>In diesen Dateien ließ sich keine Tabelle lesen. Sind sie noch da, und sind sie ganz?</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>Nicht gelesen</translation>
    </message>
    <message>
        <source>Read “{group}” as</source>
        <translation>„{group}“ lesen als</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Spalten …</translation>
    </message>
    <message>
        <source>Columns of {group}</source>
        <translation>Spalten von {group}</translation>
    </message>
    <message>
        <source>No headline, newspaper or date was found in it.</source>
        <translation>Überschrift, Zeitung und Datum wurden darin nicht gefunden.</translation>
    </message>
</context>
<context>
    <name>SaveName</name>
    <message>
        <source>“{name}” is there already. Replace it?</source>
        <translation>„{name}“ gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>Replace the file</source>
        <translation>Datei ersetzen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>SearchFlow</name>
    <message>
        <source>Searching…</source>
        <translation>Suche …</translation>
    </message>
    <message>
        <source>Nothing was found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing passes the filters. Widen the years, or clear the filters below the text.</source>
        <translation>Nichts kommt durch die Filter. Erweitern Sie die Jahre oder heben Sie Filter unter dem Text auf.</translation>
    </message>
    <message>
        <source>No article has these words. Use fewer or other words, or search by meaning as well.</source>
        <translation>Kein Artikel hat diese Wörter. Nehmen Sie weniger oder andere, oder suchen Sie auch nach der Bedeutung.</translation>
    </message>
    <message>
        <source>Tell the story in a few sentences more, or let its names count: switch off what is hidden.</source>
        <translation>Erzählen Sie die Geschichte in ein paar Sätzen mehr, oder lassen Sie ihre Namen zählen: Schalten Sie aus, was verborgen ist.</translation>
    </message>
    <message>
        <source>an earlier result</source>
        <translation>ein früheres Ergebnis</translation>
    </message>
    <message numerus="yes">
        <source>%Ln parallel(s)</source>
        <translation>
            <numerusform>%Ln Parallele</numerusform>
            <numerusform>%Ln Parallelen</numerusform>
        </translation>
    </message>
    <message>
        <source> in {n} printings</source>
        <translation> in {n} Drucken</translation>
    </message>
    <message>
        <source>  ·  {s} s</source>
        <translation>  ·  {s} s</translation>
    </message>
</context>
<context>
    <name>SearchLines</name>
    <message numerus="yes">
        <source>%Ln parallel(s), {date}: {text}</source>
        <translation>
            <numerusform>%Ln Parallele, {date}: {text}</numerusform>
            <numerusform>%Ln Parallelen, {date}: {text}</numerusform>
        </translation>
    </message>
    <message>
        <source>best {n}</source>
        <translation>beste {n}</translation>
    </message>
    <message>
        <source>meaning only</source>
        <translation>nur Bedeutung</translation>
    </message>
    <message>
        <source>words only</source>
        <translation>nur Wörter</translation>
    </message>
    <message>
        <source>reranked</source>
        <translation>nachgeordnet</translation>
    </message>
    <message>
        <source>people</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>organisations</source>
        <translation>Organisationen</translation>
    </message>
    <message>
        <source>places</source>
        <translation>Orte</translation>
    </message>
    <message>
        <source>other names</source>
        <translation>andere Namen</translation>
    </message>
    <message>
        <source>names not hidden</source>
        <translation>Namen nicht verborgen</translation>
    </message>
    <message>
        <source>{kinds} shown</source>
        <translation>{kinds} sichtbar</translation>
    </message>
    <message>
        <source>only {kinds} hidden</source>
        <translation>nur {kinds} verborgen</translation>
    </message>
    <message>
        <source>“{name}” shown</source>
        <translation>„{name}“ sichtbar</translation>
    </message>
    <message>
        <source>“{name}” hidden</source>
        <translation>„{name}“ verborgen</translation>
    </message>
    <message numerus="yes">
        <source>like %Ln passage(s)</source>
        <translation>
            <numerusform>wie %Ln Abschnitt</numerusform>
            <numerusform>wie %Ln Abschnitte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>unlike %Ln passage(s)</source>
        <translation>
            <numerusform>anders als %Ln Abschnitt</numerusform>
            <numerusform>anders als %Ln Abschnitte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Size of the reading text in points</source>
        <translation>Größe der Leseschrift in Punkt</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Reading text</source>
        <translation>Leseschrift</translation>
    </message>
    <message>
        <source>Parallels in the list</source>
        <translation>Parallelen in der Liste</translation>
    </message>
    <message>
        <source>Show a text once, with the number of its printings</source>
        <translation>Einen Text nur einmal zeigen, mit der Zahl seiner Drucke</translation>
    </message>
    <message>
        <source>Reprints</source>
        <translation>Nachdrucke</translation>
    </message>
    <message>
        <source>Open the last archive again</source>
        <translation>Das letzte Archiv wieder öffnen</translation>
    </message>
    <message>
        <source>At the start</source>
        <translation>Beim Start</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Settings apply at once; the language at the next start.</source>
        <translation>Einstellungen gelten sofort; die Sprache beim nächsten Start.</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>The page as printed</source>
        <translation>Die Seite wie gedruckt</translation>
    </message>
</context>
<context>
    <name>ShelfFlow</name>
    <message>
        <source>Starred</source>
        <translation>Mit Stern</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
</context>
<context>
    <name>ShortcutsSheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Find parallels</source>
        <translation>Parallelen finden</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>From name to name</source>
        <translation>Von Name zu Name</translation>
    </message>
    <message>
        <source>Hide or show the name</source>
        <translation>Namen verbergen oder zeigen</translation>
    </message>
    <message>
        <source>Hide the selected words</source>
        <translation>Die markierten Wörter verbergen</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Read the article</source>
        <translation>Artikel lesen</translation>
    </message>
    <message>
        <source>All printings of a text</source>
        <translation>Alle Drucke eines Textes</translation>
    </message>
    <message>
        <source>Mark a bar; with Shift several</source>
        <translation>Einen Balken markieren; mit Umschalt mehrere</translation>
    </message>
    <message>
        <source>Filter by the marked bars</source>
        <translation>Nach den markierten Balken filtern</translation>
    </message>
    <message>
        <source>Look closer</source>
        <translation>Näher heran</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr zeigen</translation>
    </message>
    <message>
        <source>Show the whole time</source>
        <translation>Die ganze Zeit zeigen</translation>
    </message>
    <message>
        <source>The numbers as a table</source>
        <translation>Die Zahlen als Tabelle</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Archives, collections and searches</source>
        <translation>Archive, Sammlungen und Suchen</translation>
    </message>
    <message>
        <source>ARCHIVES</source>
        <translation>ARCHIVE</translation>
    </message>
    <message>
        <source>COLLECTIONS</source>
        <translation>SAMMLUNGEN</translation>
    </message>
    <message>
        <source>SAVED SEARCHES</source>
        <translation>GESICHERTE SUCHEN</translation>
    </message>
    <message>
        <source>HISTORY</source>
        <translation>VERLAUF</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Take off this list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Show its articles</source>
        <translation>Artikel zeigen</translation>
    </message>
    <message>
        <source>Search only in it</source>
        <translation>Nur darin suchen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Note on it…</source>
        <translation>Notiz dazu …</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Show as it was</source>
        <translation>Zeigen, wie sie war</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Save under a name…</source>
        <translation>Unter einem Namen sichern …</translation>
    </message>
    <message>
        <source>Clear the history</source>
        <translation>Verlauf leeren</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>Neue Sammlung …</translation>
    </message>
</context>
<context>
    <name>Sizes</name>
    <message>
        <source>{size} bytes</source>
        <translation>{size} Bytes</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>Déjà Vu cannot write to {path} ({reason}). Make room there, or name another folder in DEJAVU_DATA.</source>
        <translation>Déjà Vu kann nicht nach {path} schreiben ({reason}). Schaffen Sie dort Platz, oder nennen Sie in DEJAVU_DATA einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>{year}: {hits} in the list, {all} articles in the archive</source>
        <translation>{year}: {hits} in der Liste, {all} Artikel im Archiv</translation>
    </message>
    <message>
        <source>No dated articles yet.</source>
        <translation>Noch keine datierten Artikel.</translation>
    </message>
    <message>
        <source>Whole time</source>
        <translation>Ganze Zeit</translation>
    </message>
    <message>
        <source>Show the whole time on the timeline</source>
        <translation>Die ganze Zeit auf der Zeitleiste zeigen</translation>
    </message>
    <message>
        <source>Parallels, {span}</source>
        <translation>Parallelen, {span}</translation>
    </message>
    <message>
        <source>{first} to {last}, {unit}; the list has {n} articles.</source>
        <translation>{first} bis {last}, {unit}; die Liste hat {n} Artikel.</translation>
    </message>
</context>
<context>
    <name>TimelineChart</name>
    <message>
        <source>{year}s</source>
        <translation>{year}er</translation>
    </message>
    <message>
        <source>by decade</source>
        <translation>nach Jahrzehnten</translation>
    </message>
    <message>
        <source>by year</source>
        <translation>nach Jahren</translation>
    </message>
    <message>
        <source>by month</source>
        <translation>nach Monaten</translation>
    </message>
    <message>
        <source>by day</source>
        <translation>nach Tagen</translation>
    </message>
</context>
<context>
    <name>TimelineTable</name>
    <message>
        <source>Timeline: {span}</source>
        <translation>Zeitleiste: {span}</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>In the archive</source>
        <translation>Im Archiv</translation>
    </message>
    <message>
        <source>In the list</source>
        <translation>In der Liste</translation>
    </message>
    <message>
        <source>Articles by period</source>
        <translation>Artikel nach Zeiträumen</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Today’s text</source>
        <translation>Text von heute</translation>
    </message>
    <message>
        <source>A short tour</source>
        <translation>Ein kurzer Rundgang</translation>
    </message>
    <message>
        <source>Paste an article of today here, or its web address, or drop a file on it.</source>
        <translation>Fügen Sie hier einen Artikel von heute oder seine Webadresse ein, oder lassen Sie eine Datei darauf fallen.</translation>
    </message>
    <message>
        <source>Names are hidden</source>
        <translation>Namen sind verborgen</translation>
    </message>
    <message>
        <source>So that the story is compared, not the people. Click a struck name to let it count.</source>
        <translation>Damit die Geschichte verglichen wird und nicht die Leute. Ein Klick auf einen durchgestrichenen Namen zählt ihn mit.</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>Jahre</translation>
    </message>
    <message>
        <source>Parallels</source>
        <translation>Parallelen</translation>
    </message>
    <message>
        <source>The best first. Three dots are a strong parallel; one is weak. Return reads it.</source>
        <translation>Die besten zuerst. Drei Punkte sind eine starke Parallele, einer eine schwache. Eingabe liest sie.</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Sentences that match are marked in both texts; Alt+Right goes to the next.</source>
        <translation>Passende Sätze sind in beiden Texten markiert; Alt+Rechts geht zum nächsten.</translation>
    </message>
    <message>
        <source>Begin here</source>
        <translation>Hier beginnen</translation>
    </message>
    <message>
        <source>Drop newspapers anywhere, or open the sample archive and call this tour again.</source>
        <translation>Ziehen Sie Zeitungen irgendwohin, oder öffnen Sie das Beispielarchiv und rufen Sie den Rundgang wieder auf.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Dark bars are what was found, pale ones all articles of that time. Drag to filter and to look closer.</source>
        <translation>Dunkle Balken sind das Gefundene, helle alle Artikel jener Zeit. Ziehen filtert und führt näher heran.</translation>
    </message>
</context>
<context>
    <name>UndoFlow</name>
    <message>
        <source>&amp;Undo {what}</source>
        <translation>&amp;Rückgängig: {what}</translation>
    </message>
    <message>
        <source>&amp;Redo {what}</source>
        <translation>&amp;Wiederherstellen: {what}</translation>
    </message>
    <message>
        <source>Taken back: {what}.</source>
        <translation>Zurückgenommen: {what}.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Es gibt nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>Done again: {what}.</source>
        <translation>Wiederhergestellt: {what}.</translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>Es gibt nichts wiederherzustellen.</translation>
    </message>
    <message>
        <source>the new collection</source>
        <translation>die neue Sammlung</translation>
    </message>
    <message>
        <source>the collection’s new name or note</source>
        <translation>Name oder Notiz der Sammlung</translation>
    </message>
    <message>
        <source>the deletion of the collection</source>
        <translation>das Löschen der Sammlung</translation>
    </message>
    <message>
        <source>what was put into the collection</source>
        <translation>was in die Sammlung kam</translation>
    </message>
    <message>
        <source>what was taken out of the collection</source>
        <translation>was aus der Sammlung genommen wurde</translation>
    </message>
    <message>
        <source>the note, tags or star</source>
        <translation>Notiz, Schlagwörter oder Stern</translation>
    </message>
    <message>
        <source>the tags</source>
        <translation>die Schlagwörter</translation>
    </message>
    <message>
        <source>the tag’s new name</source>
        <translation>der neue Name des Schlagworts</translation>
    </message>
    <message>
        <source>what was taken off the tag</source>
        <translation>was vom Schlagwort genommen wurde</translation>
    </message>
    <message>
        <source>the star</source>
        <translation>der Stern</translation>
    </message>
    <message>
        <source>the saved search</source>
        <translation>die gespeicherte Suche</translation>
    </message>
    <message>
        <source>the search’s new name</source>
        <translation>der neue Name der Suche</translation>
    </message>
    <message>
        <source>the deletion of the search</source>
        <translation>das Löschen der Suche</translation>
    </message>
    <message>
        <source>the clearing of the history</source>
        <translation>das Leeren des Verlaufs</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Read what was told before</source>
        <translation>Lesen, was schon einmal erzählt wurde</translation>
    </message>
    <message>
        <source>Drop a folder of OCR’d newspapers anywhere on this window. Then paste an article of today, and read the historical articles that tell the same kind of story, side by side with it.</source>
        <translation>Ziehen Sie einen Ordner mit OCR-Zeitungen irgendwo auf dieses Fenster. Fügen Sie dann einen Artikel von heute ein und lesen Sie daneben die historischen Artikel, die dieselbe Art von Geschichte erzählen.</translation>
    </message>
    <message>
        <source>Plain text, CSV, JSON, ALTO, METS, hOCR, PAGE XML, PDF, zip and tar; nothing leaves this computer.</source>
        <translation>Text, CSV, JSON, ALTO, METS, hOCR, PAGE XML, PDF, zip und tar; nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Try the sample archive</source>
        <translation>Beispielarchiv ausprobieren</translation>
    </message>
    <message>
        <source>Choose newspapers…</source>
        <translation>Zeitungen wählen …</translation>
    </message>
    <message>
        <source>Open an archive…</source>
        <translation>Archiv öffnen …</translation>
    </message>
    <message>
        <source>The sample was written for this program in the manner of its time. It is not a historical source.</source>
        <translation>Das Beispiel wurde für dieses Programm in der Art seiner Zeit geschrieben. Es ist keine historische Quelle.</translation>
    </message>
    <message>
        <source>Recent archives</source>
        <translation>Zuletzt geöffnete Archive</translation>
    </message>
    <message>
        <source>&amp;Files…</source>
        <translation>&amp;Dateien …</translation>
    </message>
    <message>
        <source>A f&amp;older…</source>
        <translation>Einen &amp;Ordner …</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Show all printings (P)</source>
        <translation>Alle Drucke zeigen (P)</translation>
    </message>
    <message>
        <source>An empty archive</source>
        <translation>Ein leeres Archiv</translation>
    </message>
    <message>
        <source>Drop newspapers anywhere on this window, or choose File › Import.</source>
        <translation>Ziehen Sie Zeitungen auf dieses Fenster oder wählen Sie Datei › Importieren.</translation>
    </message>
    <message>
        <source>Or begin with one of these:</source>
        <translation>Oder beginnen Sie mit einem von diesen:</translation>
    </message>
    <message>
        <source>Paste an article of today above and press Ctrl+Return.</source>
        <translation>Fügen Sie oben einen Artikel von heute ein und drücken Sie Strg+Eingabe.</translation>
    </message>
    <message>
        <source>What was told before?</source>
        <translation>Was wurde schon einmal erzählt?</translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s), {first} to {last}</source>
        <translation>
            <numerusform>%Ln Artikel, {first} bis {last}</numerusform>
            <numerusform>%Ln Artikel, {first} bis {last}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln Artikel</numerusform>
            <numerusform>%Ln Artikel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) are new since this search was saved.</source>
        <translation>
            <numerusform>%Ln Artikel ist neu, seit diese Suche gesichert wurde.</numerusform>
            <numerusform>%Ln Artikel sind neu, seit diese Suche gesichert wurde.</numerusform>
        </translation>
    </message>
    <message>
        <source>The list shows what is kept already; there is no search to save.</source>
        <translation>Die Liste zeigt, was schon aufbewahrt ist; es gibt keine Suche zu sichern.</translation>
    </message>
    <message>
        <source>The timeline is on the clipboard.</source>
        <translation>Die Zeitleiste liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the timeline</source>
        <translation>Zeitleiste sichern</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Gesichert als {path}</translation>
    </message>
    <message>
        <source>There is no picture of this page beside its source.</source>
        <translation>Neben der Quelle liegt kein Bild dieser Seite.</translation>
    </message>
    <message>
        <source>Déjà Vu ended unexpectedly last time. Nothing that was stored is lost.</source>
        <translation>Déjà Vu wurde zuletzt unerwartet beendet. Nichts Gespeichertes ist verloren.</translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation>Bericht zeigen</translation>
    </message>
    <message>
        <source>The log is in {path}.</source>
        <translation>Das Protokoll liegt in {path}.</translation>
    </message>
</context>
</TS>
