"""What a search has to remark, in the reader's language; the command line says the same in English."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject

from dejavu_app.ui.desk import gone_in
from dejavu_app.ui.figures import figure


class NotesWords(QObject):
    """Knows the sentences of ``SearchResult.notes``; one that it does not know stays as it is."""

    def spoken(self, note: str) -> str:
        """The sentence in the language in use."""
        figures = [figure(int(digits.replace(",", ""))) for digits in re.findall(r"\d[\d,]*", note)]
        if len(figures) == 2 and "passages are encoded" in note:
            words = self.tr("{encoded} of {passages} passages are encoded; the others are found by their words only.")
            return words.format(encoded=figures[0], passages=figures[1])
        if len(figures) == 2 and note.startswith("Found among"):
            words = self.tr("Found among {then} passages; the archive holds {now} now. Search again to look through "
                            "all of them.")
            return words.format(then=figures[0], now=figures[1])
        if len(figures) == 1 and "no longer in the archive" in note:
            return self.tr("%Ln article(s) of this list are no longer in the archive.", "", gone_in(note))
        if note.startswith("Not in this archive, or not encoded yet"):
            words = self.tr("Not in this archive, or not encoded yet, so that they do not count: passage {numbers}.")
            return words.format(numbers=note.rpartition("passage ")[2].rstrip("."))
        if note.startswith("This text does not look English"):
            return self.tr(
                "This text does not look English, which is what the models know: translate it, or search by words."
            )
        former = re.search(r"made with, (.+); [\d,]+ of|encoded with (.+), which is|other models \((.+)\), which", note)
        if former:
            name = next(group for group in former.groups() if group)
            if former[1] and len(figures) >= 2:
                words = self.tr("Searched with the encoder this archive was made with, {encoder}; "
                                "{encoded} of {passages} passages are encoded anew.")
                return words.format(encoder=name, encoded=figures[-2], passages=figures[-1])
            if former[2]:
                words = self.tr("The others were encoded with {encoder}, which is not installed here; encode the "
                                "archive anew to search them by meaning.")
                return words.format(encoder=name)
            words = self.tr("This archive was encoded with other models ({encoder}), which are not installed here: "
                            "these were found by their words only. Encode it anew to search by meaning.")
            return words.format(encoder=name)
        return {
            "Nothing here is a strong parallel.": self.tr("Nothing here is a strong parallel."),
            "No parallel was found.": self.tr("No parallel was found."),
            "So short a text gives the comparison little to hold: tell the story in a sentence or two.": self.tr(
                "So short a text gives the comparison little to hold: tell the story in a sentence or two."
            ),
            "No passage passes the filters.": self.tr("No passage passes the filters."),
            "The query holds nothing but names, so they were searched as they are.": self.tr(
                "The query holds nothing but names, so they were searched as they are."
            ),
            "Passages to be like or unlike count by meaning only, so they do not count here.": self.tr(
                "Passages to be like or unlike count by meaning only, so they do not count here."
            ),
            "Nothing in this archive is encoded yet: these were found by their words only.": self.tr(
                "Nothing in this archive is encoded yet: these were found by their words only."
            ),
        }.get(note, note)
