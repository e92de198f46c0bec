"""Languages as sources write them (``ger``, ``de-DE``, ``German``) under one code each, that of BCP 47."""

from __future__ import annotations

import re
from functools import cache

UNDETERMINED = "und"
"""The code, of BCP 47 itself, for articles whose source states no language."""

# Code of ISO 639-1; codes of ISO 639-2 (bibliographic and terminological); its name in English; its name in itself.
_TABLE = """
af afr Afrikaans Afrikaans
ar ara Arabic العربية
be bel Belarusian беларуская
bg bul Bulgarian български
bn ben Bengali বাংলা
ca cat Catalan català
cs cze,ces Czech čeština
cy wel,cym Welsh Cymraeg
da dan Danish dansk
de ger,deu German Deutsch
el gre,ell Greek Ελληνικά
en eng English English
eo epo Esperanto Esperanto
es spa Spanish español
et est Estonian eesti
eu baq,eus Basque euskara
fa per,fas Persian فارسی
fi fin Finnish suomi
fr fre,fra French français
fy fry Frisian Frysk
ga gle Irish Gaeilge
gd gla Gaelic Gàidhlig
gl glg Galician galego
he heb Hebrew עברית
hi hin Hindi हिन्दी
hr hrv Croatian hrvatski
hu hun Hungarian magyar
hy arm,hye Armenian հայերեն
id ind Indonesian Indonesia
is ice,isl Icelandic íslenska
it ita Italian italiano
ja jpn Japanese 日本語
ka geo,kat Georgian ქართული
ko kor Korean 한국어
la lat Latin Latina
lb ltz Luxembourgish Lëtzebuergesch
lt lit Lithuanian lietuvių
lv lav Latvian latviešu
mi mao,mri Maori Māori
mk mac,mkd Macedonian македонски
ml mal Malayalam മലയാളം
ms may,msa Malay Melayu
mt mlt Maltese Malti
nl dut,nld Dutch Nederlands
no nor,nob,nno,nb,nn Norwegian norsk
pl pol Polish polski
pt por Portuguese português
ro rum,ron Romanian română
ru rus Russian русский
sk slo,slk Slovak slovenčina
sl slv Slovenian slovenščina
sq alb,sqi Albanian shqip
sr srp Serbian српски
sv swe Swedish svenska
sw swa Swahili Kiswahili
ta tam Tamil தமிழ்
tr tur,ota Turkish Türkçe
uk ukr Ukrainian українська
ur urd Urdu اردو
vi vie Vietnamese Tiếng_Việt
yi yid Yiddish ייִדיש
zh chi,zho Chinese 中文
"""


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Code by every way to write it; names in English, longest first, with their codes; own names by code."""
    codes: dict[str, str] = {UNDETERMINED: UNDETERMINED}
    english: dict[str, str] = {}
    own: dict[str, str] = {}
    for line in _TABLE.split("\n"):
        if line:
            code, others, name, itself = line.split(" ")
            own[code] = itself.replace("_", " ")
            english[name.lower()] = code
            codes |= dict.fromkeys((code, *others.split(","), name.lower(), own[code].lower()), code)
    return codes, dict(sorted(english.items(), key=lambda pair: -len(pair[0]))), own


def language_code(stated: str) -> str:
    """The code for a language as a source states it; what is not known stays as it is, in small letters.

    The first of several counts. ``en-GB``, ``eng``, ``English`` and ABBYY's ``EnglishUnitedStates`` are all ``en``;
    nothing stated is nothing.
    """
    words = re.split(r"[,;/|]|\s+(?:and|und|et|&)\s+", stated.strip().lower())[0].strip()
    codes, english, _ = _tables()
    if words in codes:
        return codes[words]
    first = re.split(r"[-_.\s(]", words)[0]
    if first in codes:
        return codes[first]
    return next((code for name, code in english.items() if words.startswith(name)), words)


def language_name(code: str) -> str:
    """A language's name in itself, as multilingual libraries list it; the code where it is not known."""
    if code == UNDETERMINED:
        return "not stated"
    return _tables()[2].get(code, code)
