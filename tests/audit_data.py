"""Small tables for the tests of audit, report and exports, made of sentences written for them."""

import hashlib
import re
from pathlib import Path
from typing import Any

from pipeline.audit.load import Tables
from pipeline.schema import Claim, Source
from pipeline.tables import TableWriter, claim_rows, rows_frame

_END = re.compile(r"[^।.\n]+[।.]?")


class Newsroom:
    """Collects articles and their claims; `tables()` gives what the audit reads."""

    def __init__(self) -> None:
        self.articles: list[dict[str, Any]] = []
        self.texts: list[dict[str, str]] = []
        self.claims: list[Claim] = []

    def article(self, doc_id: str, lang: str, text: str, **given: str) -> None:
        """Add an article; given: title, date, url."""
        self.texts.append({"doc_id": doc_id, "text": text})
        self.articles.append({"doc_id": doc_id, "lang": lang, **given})

    def claim(
        self, num: str, *, figure: str = "", item: str = "", cue: str = "", sources: str = "", **fields: Any
    ) -> Claim:
        """Add a claim of the latest article; the texts are looked up in it. sources: "words=key; words=key"."""
        doc_id, text = self.texts[-1]["doc_id"], self.texts[-1]["text"]
        sentences = [m.span() for m in _END.finditer(text)]
        start = text.index(figure or num) + (figure or num).index(num)
        index, (first, last) = next((i, s) for i, s in enumerate(sentences) if s[0] <= start < s[1])

        def span(words: str) -> tuple[int | None, int | None]:
            if not words:
                return None, None
            at = text.find(words, first, last)
            at = text.index(words) if at < 0 else at
            return at, at + len(words)

        found = []
        for pair in filter(None, sources.split("; ")):
            words, _, key = pair.partition("=")
            at, end = span(words)
            found.append(Source(text=words, start=at or 0, end=end or 0, key=key or f"name:{words}"))
        figure_start, figure_end = span(figure or num)
        item_start, item_end = span(item)
        cue_start, cue_end = span(cue)
        values: dict[str, Any] = {
            "kind": "count",
            "value": None,
            "low": None,
            "high": None,
            "comparator": "exact",
            "unit": None,
            "item_lemma": item or None,
            "concept": None,
            "predicate": None,
            "polarity": "affirmed",
            "modality": "asserted",
            "sourcing": "named" if found else "vague" if cue else "none",
            "source": "; ".join(s.text for s in found) or None,
            "source_via": None,
            "cue_type": "according_to" if cue else None,
            "scope": "same_sentence" if cue else None,
            "gloss": f"{num}, in English",
            "figure_rule": "test",
            "source_rule": "test",
            "also_said_by": None,
        } | fields
        claim = Claim(
            claim_id=hashlib.sha256(f"{doc_id} {start}".encode()).hexdigest()[:16],
            doc_id=doc_id,
            lang=self.articles[-1]["lang"],
            sent_index=index,
            sentence=text[first:last].strip(),
            num_text=num,
            num_start=start,
            num_end=start + len(num),
            figure_text=figure or num,
            figure_start=figure_start,
            figure_end=figure_end,
            item=item or None,
            item_start=item_start,
            item_end=item_end,
            source_key=found[0].key if found else None,
            source_count=len(found),
            cue=cue or None,
            cue_start=cue_start,
            cue_end=cue_end,
            sources=tuple(found),
            **values,
        )
        self.claims.append(claim)
        return claim

    def rows(self) -> dict[str, list[Any]]:
        """Return the rows of the four tables."""
        claims, sources = claim_rows(self.claims)
        base = dict.fromkeys(("path", "title", "date", "url", "reason"))
        articles = []
        for given in self.articles:
            mine = [c for c in self.claims if c.doc_id == given["doc_id"]]
            text = next(t["text"] for t in self.texts if t["doc_id"] == given["doc_id"])
            counts = {s: sum(c.sourcing == s for c in mine) for s in ("named", "vague", "none")}
            articles.append(
                base
                | {"sha256": hashlib.sha256(text.encode()).hexdigest(), "chars": len(text), "sentences": 1}
                | {"claims": len(mine), "seconds": 0.1, "status": "ok"}
                | counts
                | given
            )
        return {"claims": claims, "sources": sources, "articles": articles, "texts": list(self.texts)}

    def write(self, folder: Path) -> Path:
        """Write the tables as a run does, and return the folder."""
        with TableWriter(folder) as writer:
            for table, rows in self.rows().items():
                writer.add(table, rows)
            writer.commit({})
        return folder

    def tables(self) -> Tables:
        """Return the tables as the audit reads them."""
        return Tables.of(**{name: rows_frame(rows, name) for name, rows in self.rows().items()})


HI_TROOPS = (
    "सीमा पर हलचल बढ़ गई है।\nख़बरों के मुताबिक प्योंगयांग ने मोर्चे पर करीब 10,000 सैनिक उतारे हैं।\n"
    "सियोल के मंत्रालय ने कहा कि 40 टैंक भी पहुँचे।"
)
GU_TROOPS = (
    "મોરચે નવી ટુકડીઓ આવી.\nઅમેરિકા, યુક્રેન અને દક્ષિણ કોરિયા અનુસાર ઉત્તર કોરિયાએ રશિયામાં 10,000થી વધુ સૈનિકો ઉતાર્યા છે.\n"
    "ત્યાં 3 દિવસથી બરફ પડે છે."
)
TOLL = "{place} में पुल गिरने से {n} लोगों की मौत हो गई। {who}"


def newsroom() -> Newsroom:
    """Return the tables that most tests share: troops in two languages, a toll that grows, a copy and a quarrel."""
    room = Newsroom()
    room.article("desk/hi-troops", "hi", HI_TROOPS, date="2024-11-30", title="सरहद <b>की</b> ख़बर")
    room.claim(
        "10,000",
        figure="करीब 10,000 सैनिक",
        item="सैनिक",
        cue="के मुताबिक",
        value=10000,
        comparator="approx",
        concept="troops",
        source="ख़बरों",
        gloss="about 10,000 troops, according to unnamed sources",
        actors="प्योंगयांग",
        actor_keys="country:KP; country:RU",
    )
    room.claim(
        "40",
        figure="40 टैंक",
        item="टैंक",
        cue="ने कहा",
        sources="सियोल के मंत्रालय=country:KR",
        value=40,
        concept="tanks",
        gloss="40 tanks, South Korea said",
    )
    room.article("desk/gu-troops", "gu", GU_TROOPS, date="2024-12-01", url="https://www.example.org/a?b=1")
    room.claim(
        "10,000",
        figure="10,000થી વધુ સૈનિકો",
        item="સૈનિકો",
        cue="અનુસાર",
        sources="અમેરિકા=country:US; યુક્રેન=country:UA; દક્ષિણ કોરિયા=country:KR",
        value=10000,
        low=10000,
        comparator="more_than",
        concept="troops",
        gloss="more than 10,000 troops, according to the United States, Ukraine and South Korea",
        where="રશિયા",
        where_country="RU",
        actors="ઉત્તર કોરિયા",
        actor_keys="country:KP",
    )
    room.claim("3", figure="3 દિવસ", kind="duration", unit="day", value=3, gloss="3 days, no source given")
    days = [("wire/day1", "2025-03-01", 12), ("wire/day2", "2025-03-02", 15)]
    for doc_id, day, dead in days:
        room.article(doc_id, "hi", TOLL.format(place="रामपुर", n=dead, who="पुलिस ने यह जानकारी दी है।"), date=day)
        _toll(room, dead)
    copied = TOLL.format(place="रामपुर", n=15, who="पुलिस ने यह जानकारी दी है।")
    room.article("other/copy", "hi", copied, date="2025-03-02")
    _toll(room, 15)
    return room


def _toll(room: Newsroom, dead: int) -> None:
    room.claim(
        str(dead),
        figure=f"{dead} लोगों",
        item="लोगों",
        value=dead,
        concept="killed",
        gloss=f"{dead} killed, no source given",
        where="रामपुर",
        where_country="IN",
        actor_keys="country:IN",
    )
