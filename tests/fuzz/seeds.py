"""The small corpus that fuzzing starts from, one list of inputs a target; made, not stored."""

from tests.hostile import CASES, CHANAKYA, GU, HI, KRUTI_DEV, LMG_ARUN, PAGE, line, parquet
from tests.test_metamorphic import SENTENCES

#: Inputs that once led to an error, with what it was; they stay.
FOUND: dict[str, list[bytes]] = {}


def seeds(target: str) -> list[bytes]:
    """Return the inputs to begin with."""
    sentences = [s.encode() for all_ in SENTENCES.values() for s in all_]
    base = {
        "txt": [HI.encode(), GU.encode("utf-16"), KRUTI_DEV.encode(), CHANAKYA.encode("cp1252"), LMG_ARUN.encode()],
        "html": [PAGE.encode(), b"<p>&#8205;&zwj;</p>" + PAGE.encode()],
        "jsonl": [line(id="a", text=HI, title="t").encode(), line(text=GU).encode("utf-16")],
        "csv": [f'id,text\na,"{HI}"\n'.encode(), f"text;id\n{GU};x".encode("utf-16")],
        "parquet": [parquet({"text": [HI, GU], "id": ["a", None]})],
        "text": [HI.encode(), HI.encode("utf-16"), HI.encode("utf-32"), CHANAKYA.encode("cp1252")],
        "figures": sentences,
    }[target]
    for case in CASES:
        if case.name.endswith(f".{target}") and not case.name.startswith(("large", "long", "huge", "nested", "tables")):
            content = case.make()
            base.append(content if isinstance(content, bytes) else content.encode())
    return [*base, *FOUND.get(target, [])]
