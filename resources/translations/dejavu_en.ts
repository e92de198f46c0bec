<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ArchiveCommands</name>
    <message numerus="yes">
        <source>“{name}” removed, with %Ln article(s).</source>
        <translation>
            <numerusform>“{name}” removed, with %Ln article.</numerusform>
            <numerusform>“{name}” removed, with %Ln articles.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files} removed, with %Ln article(s).</source>
        <translation>
            <numerusform>{files} removed, with %Ln article.</numerusform>
            <numerusform>{files} removed, with %Ln articles.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Removing %Ln file(s)…</source>
        <translation>
            <numerusform>Removing %Ln file…</numerusform>
            <numerusform>Removing %Ln files…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ArchiveDialog</name>
    <message numerus="yes">
        <source>Remove “{name}” and its %Ln article(s)? This cannot be undone; the file itself stays.</source>
        <translation>
            <numerusform>Remove “{name}” and its article? This cannot be undone; the file itself stays.</numerusform>
            <numerusform>Remove “{name}” and its %Ln articles? This cannot be undone; the file itself stays.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them you have starred, tagged, noted on or collected. That goes with them.</source>
        <translation>
            <numerusform>%Ln of them you have starred, tagged, noted on or collected. That goes with it.</numerusform>
            <numerusform>%Ln of them you have starred, tagged, noted on or collected. That goes with them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln newspaper(s)</source>
        <translation>
            <numerusform>%Ln newspaper</numerusform>
            <numerusform>%Ln newspapers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s)</source>
        <translation>
            <numerusform>%Ln passage</numerusform>
            <numerusform>%Ln passages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) encoded by {encoder} ({fingerprint})</source>
        <translation>
            <numerusform>%Ln passage encoded by {encoder} ({fingerprint})</numerusform>
            <numerusform>%Ln passages encoded by {encoder} ({fingerprint})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove {files} and their %Ln article(s)? This cannot be undone; the files stay.</source>
        <translation>
            <numerusform>Remove {files} and their %Ln article? This cannot be undone; the files stay.</numerusform>
            <numerusform>Remove {files} and their %Ln articles? This cannot be undone; the files stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BreakdownChart</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportFlow</name>
    <message numerus="yes">
        <source>%Ln article(s) written to {path}</source>
        <translation>
            <numerusform>%Ln article written to {path}</numerusform>
            <numerusform>%Ln articles written to {path}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FollowFlow</name>
    <message numerus="yes">
        <source>%Ln new file(s) in followed folders</source>
        <translation>
            <numerusform>%Ln new file in followed folders</numerusform>
            <numerusform>%Ln new files in followed folders</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message numerus="yes">
        <source>%Ln passage(s) a second</source>
        <translation>
            <numerusform>%Ln passage a second</numerusform>
            <numerusform>%Ln passages a second</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) encoded.</source>
        <translation>
            <numerusform>%Ln passage encoded.</numerusform>
            <numerusform>%Ln passages encoded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) added</source>
        <translation>
            <numerusform>%Ln article added</numerusform>
            <numerusform>%Ln articles added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of an earlier reading taken out</source>
        <translation>
            <numerusform>%Ln of an earlier reading taken out</numerusform>
            <numerusform>%Ln of an earlier reading taken out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of it kept, as you have marked them</source>
        <translation>
            <numerusform>%Ln of it kept, as you have marked it</numerusform>
            <numerusform>%Ln of it kept, as you have marked them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passage(s) encoded</source>
        <translation>
            <numerusform>%Ln passage encoded</numerusform>
            <numerusform>%Ln passages encoded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeepFlow</name>
    <message numerus="yes">
        <source>%Ln article(s) taken out. {keys} takes it back.</source>
        <translation>
            <numerusform>%Ln article taken out. {keys} takes it back.</numerusform>
            <numerusform>%Ln articles taken out. {keys} takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag taken off %Ln article(s). {keys} brings it back.</source>
        <translation>
            <numerusform>Tag taken off %Ln article. {keys} brings it back.</numerusform>
            <numerusform>Tag taken off %Ln articles. {keys} brings it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NotesWords</name>
    <message numerus="yes">
        <source>%Ln article(s) of this list are no longer in the archive.</source>
        <translation>
            <numerusform>%Ln article of this list is no longer in the archive.</numerusform>
            <numerusform>%Ln articles of this list are no longer in the archive.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueryPanel</name>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) hidden</source>
        <translation>
            <numerusform>%Ln name hidden</numerusform>
            <numerusform>%Ln names hidden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewSheet</name>
    <message numerus="yes">
        <source>%Ln file(s) are in the archive already and will be passed by.</source>
        <translation>
            <numerusform>%Ln file is in the archive already and will be passed by.</numerusform>
            <numerusform>%Ln files are in the archive already and will be passed by.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About %Ln article(s) to come: {reading} to read, {encoding} to prepare for search by meaning, {size}.</source>
        <translation>
            <numerusform>About %Ln article to come: {reading} to read, {encoding} to prepare for search by meaning, {size}.</numerusform>
            <numerusform>About %Ln articles to come: {reading} to read, {encoding} to prepare for search by meaning, {size}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) to read</source>
        <translation>
            <numerusform>%Ln file to read</numerusform>
            <numerusform>%Ln files to read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchFlow</name>
    <message numerus="yes">
        <source>%Ln parallel(s)</source>
        <translation>
            <numerusform>%Ln parallel</numerusform>
            <numerusform>%Ln parallels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchLines</name>
    <message numerus="yes">
        <source>%Ln parallel(s), {date}: {text}</source>
        <translation>
            <numerusform>%Ln parallel, {date}: {text}</numerusform>
            <numerusform>%Ln parallels, {date}: {text}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>like %Ln passage(s)</source>
        <translation>
            <numerusform>like %Ln passage</numerusform>
            <numerusform>like %Ln passages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>unlike %Ln passage(s)</source>
        <translation>
            <numerusform>unlike %Ln passage</numerusform>
            <numerusform>unlike %Ln passages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message numerus="yes">
        <source>%Ln article(s), {first} to {last}</source>
        <translation>
            <numerusform>%Ln article, {first} to {last}</numerusform>
            <numerusform>%Ln articles, {first} to {last}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s)</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln article(s) are new since this search was saved.</source>
        <translation>
            <numerusform>%Ln article is new since this search was saved.</numerusform>
            <numerusform>%Ln articles are new since this search was saved.</numerusform>
        </translation>
    </message>
</context>
</TS>
