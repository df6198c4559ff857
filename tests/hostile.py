"""Hostile inputs, made when a test asks for them: name of the file -> what it holds and the rows it must give."""

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

HI = "बस्ती में पानी भरने से सात मकान ढह गए, तहसीलदार ने यह जानकारी दी।"
GU = "વસાહતમાં પાણી ભરાતાં સાત મકાન ધરાશાયી થયાં, મામલતદારે આ માહિતી આપી."
PAGE = f"<html><body><p>{HI}</p><p>{GU}</p><p>{HI * 3}</p></body></html>"

#: The sentence above typed in legacy fonts: letters of Latin script that the font draws as Indian ones.
KRUTI_DEV = (
    "cLrh esa ikuh Hkjus ls lkr edku <g x,A ftyk iz'kklu us dgk fd yksxksa dks jkgr f'kfojksa esa j[kk x;k gSA "
    "ljdkj us enn ds fy, nks yk[k #i;s fn, gSaA iqfyl Hkh ekSds ij Fkh vkSj fdlh dks pksV ugha vkbZA"
)
CHANAKYA = (
    "ÕSÌè ×ð´ ÂæÙè ÖÚUÙð âð âæÌ ×·¤æÙ Éã »°Ð çÁÜæ ÂýàææâÙ Ùð ·¤ãæ ç·¤ Üô»ô´ ·¤ô ÚUæãÌ çàæçßÚUô´ ×ð´ ÚU¹æ »Øæ ãñÐ "
    "âÚU·¤æÚU Ùð ×ÎÎ ·ð¤ çÜ° Îô Üæ¹ L¤ÂØð çÎ° ãñ´Ð ÂéçÜâ Öè ×õ·ð¤ ÂÚU Íè ¥õÚU ç·¤âè ·¤ô ¿ôÅU Ùãè´ ¥æ§üÐ"
)
LMG_ARUN = (
    "J;FCTDF\\ 5F6L EZFTF\\ ;FT DSFG WZFXFIL YIF\\P ;ZSFZ[ SæI]\\ S[ ,MSMG[ ZFCT lXlAZDF\\ ZFBJFDF\\ VFjIF K[P "
    "5M,L; 56 TIF\\ CTL VG[ SM.G[ .HF GYLP DNN DF8[ A[ ,FB ~l5IF V5FIF K[P"
)
ENGLISH = "The ministry said us and them, FM VAT GDP GST; 5 KM of road was rebuilt by the LMG team in the state."
ROMAN = "Sarkar ne kaha ki us gaon me do lakh log the aur ls ds me kuch nahi tha, ek aur baat bhi hai."


def line(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)


def parquet(columns: dict[str, Any]) -> bytes:
    """A Parquet file of Arrow arrays."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _bad_utf8() -> bytes:
    import pyarrow as pa

    texts = pa.array([HI.encode(), b"\xff\xfe\xfd broken", GU.encode()], pa.binary())
    return parquet({"text": pa.Array.from_buffers(pa.string(), len(texts), texts.buffers())})


def _dates() -> bytes:
    import pyarrow as pa

    return parquet({"text": [HI, GU], "date": pa.array([10**8, 1], pa.date32())})


def _twice() -> bytes:
    import pyarrow as pa

    return parquet({"text": [HI], "Text": [GU], "id": pa.array([b"\x00\xff"], pa.binary())})


def _entity_bomb() -> str:
    letters = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    return f'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">{letters}]>{PAGE.replace("<p>", "<p>&j;", 1)}'


@dataclass(frozen=True)
class Case:
    """A file and the rows it gives: (status, beginning of the reason or None) of each."""

    name: str
    make: Callable[[], str | bytes]
    rows: tuple[tuple[str, str | None], ...]


OK = ("ok", None)


def case(name: str, make: Callable[[], str | bytes] | str | bytes, *rows: tuple[str, str | None]) -> Case:
    return Case(name, make if callable(make) else lambda: make, rows or (OK,))


SKIPPED, FAILED = "skipped", "failed"
LEGACY = "typed in a legacy font ({}), not Unicode"
CASES = (
    # text and its encodings
    case("nul.txt", HI * 6 + "\0"),
    case("nul-for-space.txt", HI.replace(" ", "\0"), (SKIPPED, "binary file: holds NUL bytes")),
    case("nuls.txt", HI + "\0" * 500, (SKIPPED, "binary file: holds NUL bytes")),
    case("control.txt", HI * 9 + "\x07\x1b"),
    case("bidi.txt", "\u202e" + HI + "\u2066\u202c\u2069"),
    case("zero-width.txt", "\u200b\u2060\u200d\u200c\ufeff".join(HI)),
    case("emoji.txt", HI + "🔥🇮🇳👩‍🚒" * 40),
    case("nfd.txt", "क\u093c़़" + HI),
    case("utf32.txt", HI.encode("utf-32-be"), (SKIPPED, "binary file")),
    case("utf7.txt", HI.encode("utf-7"), (SKIPPED, "language")),
    case("cesu.txt", HI.encode() + b"\xed\xa0\xbd", (SKIPPED, "not UTF-8 (byte ")),
    case("overlong.txt", HI.encode() + b"\xc0\xaf", (SKIPPED, "not UTF-8 (byte ")),
    case("half-and-half.txt", HI.encode() + HI.encode("utf-16-le"), (SKIPPED, None)),
    case("twice.txt", HI.encode().decode("latin-1"), (SKIPPED, None)),
    case("only-bom.txt", "\ufeff\ufeff", (SKIPPED, None)),
    case("invisible.txt", "\u200b\u200c\u200d" * 50, (SKIPPED, "no letters")),
    case("space.txt", "\u3000\u00a0\u2003\n", (SKIPPED, "empty")),
    case("digits.txt", "१२३ ૪૫૬ 789 " * 50, (SKIPPED, "no letters")),
    case("long-line.txt", lambda: HI * 15_000),
    case("long-word.txt", lambda: "क" * 300_000, (SKIPPED, "language ")),
    case("large.txt", lambda: HI * 260_000, (FAILED, "limit max_chars (2000000) exceeded: ")),
    case("english.txt", ENGLISH, (SKIPPED, "language en")),
    case("roman.txt", ROMAN, (SKIPPED, "language")),
    case("garbled.txt", "कककक ःःः ़़़ ्््् ाााा " * 30, (SKIPPED, "language ")),
    case("mixed.txt", f"{HI} {GU} {ENGLISH}"),
    # what is no text
    case("jpeg.txt", b"\xff\xd8\xff\xe0" + bytes(range(256)), (SKIPPED, "binary file (JPEG image)")),
    case("pdf.html", b"%PDF-1.4\n" + PAGE.encode(), (SKIPPED, "binary file (PDF)")),
    case("zip.csv", b"PK\x03\x04" + bytes(50), (SKIPPED, "binary file (ZIP")),
    case("packed.txt", lambda: gzip.compress(HI.encode()), (SKIPPED, "binary file (gzip")),
    case("a.txt.gz", lambda: gzip.compress(HI.encode()), (SKIPPED, ".gz files are not read")),
    case("text.parquet", HI, (FAILED, "damaged Parquet file after row 0")),
    # legacy fonts
    case("kruti.txt", KRUTI_DEV, (SKIPPED, LEGACY.format("Kruti Dev"))),
    case("chanakya.txt", CHANAKYA, (SKIPPED, LEGACY.format("Chanakya"))),
    case("chanakya-bytes.txt", CHANAKYA.encode("cp1252"), (SKIPPED, LEGACY.format("Chanakya"))),
    case("arun.txt", LMG_ARUN, (SKIPPED, LEGACY.format("LMG-Arun"))),
    case("kruti.html", PAGE.replace(HI, escape(KRUTI_DEV)).replace(GU, ""), (SKIPPED, LEGACY.format("Kruti Dev"))),
    case("says-hindi.jsonl", line(text=KRUTI_DEV, lang="hi"), (SKIPPED, LEGACY.format("Kruti Dev"))),
    # pages
    case("script.html", PAGE.replace("<p>", "<script>alert(1)</script><p onclick=x>", 1)),
    case("broken.html", PAGE.replace("</p>", "").replace("</body></html>", "<div <p") + "<" * 999),
    case(
        "nested.html",
        lambda: "<html><body>" + "<div>" * 100_000 + PAGE,
        (FAILED, "limit max_page_depth (250) exceeded"),
    ),
    case(
        "tables.html",
        lambda: "<html><body>" + "<table><tr><td>" * 9000 + HI,
        (FAILED, "limit max_page_depth (250) exceeded"),
    ),
    case("frames.html", '<frameset><frame src="file:///etc/passwd"></frameset>', (SKIPPED, "no article text")),
    case("bomb.html", _entity_bomb),
    case("declared.html", '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html SYSTEM "x.dtd">' + PAGE),
    case(
        "entity.html",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + PAGE.replace(HI, HI + "&x;"),
    ),
    case("attributes.html", lambda: PAGE.replace("<p>", "<p " + " ".join(f"a{i}=1" for i in range(3000)) + ">", 1)),
    case("huge.html", lambda: PAGE + " " * (16 * 2**20), (FAILED, "limit max_page_bytes (16777216) exceeded: ")),
    case("charset.html", b"<meta charset='no-such'>" + PAGE.encode("utf-16-le")),
    # rows
    case(
        "fields.jsonl",
        "\n".join(
            (
                line(id=None, text=HI, extra={"deep": [1]}),
                line(id=True, text=HI),
                line(id="a" * 1001, text=HI),
                line(id="long", text=HI, title="t" * 10_001, url="u" * 10_001),
                line(id="../../etc/passwd", text=GU),
                line(id="a\nb\0c", text=GU),
                line(id="", text=[HI]),
                line(id="x", text=HI, title={"a": 1}, date=False, lang=["hi"]),
                line(id=float("nan"), text=GU + "!"),
                line(id=10**400, text=GU + "?"),
                '{"id": "dup", "text": "x", "text": ' + json.dumps(HI) + "}",
                '{"id": "low", "text": "\\ud83d"}',
                "null",
                '"text"',
            )
        ),
        OK,
        (FAILED, "line 2: id is true or false"),
        (FAILED, "limit max_id_chars (1000) exceeded: 1001 characters"),
        ("ok", "title, url ignored, limit max_field_chars (10000) exceeded"),
        OK,
        OK,
        (FAILED, "line 7: text is a list"),
        ("ok", "line 8: lang, title, date ignored"),
        OK,
        OK,
        OK,
        (FAILED, "text holds a lone surrogate"),
        (FAILED, "line 13: JSON is NoneType, not an object"),
        (FAILED, "line 14: JSON is str, not an object"),
    ),
    case(
        "quotes.csv",
        f'id,text\na,"{HI}\nb,{GU}\n',
        OK,
    ),
    case("nul.csv", f'id,text\na\0b,"{HI}"\n'),
    case("columns.csv", "text;text\n" + f"{HI};{GU}\n"),
    case("no-rows.csv", "id,text\n"),
    case("image.csv", b"\x89PNG\r\n" + bytes(99), (SKIPPED, "binary file (PNG image)")),
    case(
        "list.parquet", lambda: parquet({"text": [[HI], [GU]]}), *[(FAILED, f"row {i}: text is a list") for i in (1, 2)]
    ),
    case("bytes.parquet", lambda: parquet({"text": [HI.encode()]}), (FAILED, "row 1: text is bytes, not a text")),
    case("number.parquet", lambda: parquet({"text": [1.5]}), (FAILED, "row 1: text is a number, not a text")),
    case("utf8.parquet", _bad_utf8, OK, (FAILED, "row 2: not UTF-8 (byte 0)"), OK),
    case("dates.parquet", _dates, (FAILED, "row 1: a value that can't be read"), OK),
    case("twice.parquet", _twice, (FAILED, "row 1: id is bytes, not a text")),
)
