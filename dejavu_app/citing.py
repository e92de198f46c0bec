"""What to cite: the program, and the paper whose method it follows."""

from __future__ import annotations

from dejavu_app import __version__

METHOD = (
    "Brevin Franklin, Emily Silcock, Abhishek Arora, Tom Bryan and Melissa Dell. 2024. News Déjà Vu: Connecting Past "
    "and Present with Semantic Search. In Proceedings of the Sixth Workshop on Natural Language Processing and "
    "Computational Social Science (NLP+CSS 2024), pages 99–112. Association for Computational Linguistics."
)
SHORT_METHOD = "Franklin et al. 2024"


def software_citation(version: str = __version__) -> str:
    """How to cite the program; without a version where it is not known."""
    return (
        f"Déjà Vu{version and f', version {version}'}: a desktop application that finds parallels to news of today in "
        "historical newspapers."
    )
