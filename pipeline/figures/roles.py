"""What a numeral is in its context: a quantity, or a date, year, time, ordinal, identifier, score, list mark …

Each check looks at the atoms beside one numeral; what a number is then spreads along lists ("5, 6 and 7 May").
"""

import itertools
from collections.abc import Callable

from pipeline.figures.names import Names
from pipeline.figures.numerals import Number
from pipeline.figures.one import QUANTITY
from pipeline.figures.pieces import MAX_DIGITS
from pipeline.figures.ranges import unit_after
from pipeline.figures.scan import HYPHENS

#: Generations of mobile networks: 5G with a capital letter is no mass of five grams.
_NETWORKS = ("2G", "3G", "4G", "5G", "6G")
_NO_NOUN = ("post", "genitive", "coord", "conj", "pron", "verb", "adverb", "copula", "predicate")


class Roles(Names):
    """Assigns ``role`` and ``after`` to the numerals of one text, in place."""

    def assign(self) -> None:
        for n in self.numbers:
            self._glued(n)
        self._chains()
        checks: tuple[Callable[[Number], str | None], ...] = (
            self._idiom,
            self._date,
            self._time,
            self._year,
            self._identifier,
            self._score,
            self._mark,
            self._word,
        )
        for n in self.numbers:
            if n.role not in QUANTITY:
                continue
            for check in checks:
                role = check(n)
                if role:
                    n.role = role
                    break
        self._spread()

    # --- one numeral ------------------------------------------------------------------------------------------
    def _glued(self, n: Number) -> None:
        """What is written together with the numeral: a case ending, an ordinal ending, letters of a name."""
        lex, q = self.lex, n.last + 1
        n.after = q
        last = self.atoms[n.last]
        if q < len(self.atoms) and self.atoms[q].glued and last.text + self.atoms[q].text in _NETWORKS:
            n.role = "identifier"
            return
        if (
            q < len(self.atoms)
            and self.atoms[q].glued
            and self.atoms[q].kind == "word"
            and last.kind in ("num", "vulgar")
        ):
            key = self.atoms[q].key
            for e in sorted(lex.endings, key=lambda e: e.top is None):
                if e.on != "words" and key in e.forms:
                    if e.top is not None and (n.value is None or n.value > e.top or self._money_before(n.first - 1)):
                        continue
                    if e.role == "ordinal":
                        n.role, n.end, n.after = "ordinal", self.atoms[q].end, q + 1
                        return
                    if e.role == "case":
                        n.ending, n.after = e, q + 1
                        break
            else:
                if n.first == 0 and len(last.key) > 3 and unit_after(lex, self.atoms, q) is None:
                    n.role = "identifier"  # a number of the press before the place
                elif not self.counted(q) and not (key.isascii() and self.key(q) in lex.signs) and self._foreign(n, q):
                    n.role = "identifier"
        elif last.kind == "word" and self._misspelt_ordinal(n):
            n.role, n.end = "ordinal", last.end
        elif last.kind == "num" and self._spaced_ordinal(q):
            n.role, n.end, n.after = "ordinal", self.atoms[q].end, q + 1
        p = n.first - 1
        if p >= 0 and self.atoms[n.first].glued and self.atoms[n.first].kind == "num":
            before = self.atoms[p]
            if before.kind == "word" and not self._money_before(p):
                n.role = "identifier"
            elif (
                before.key in HYPHENS and before.glued and self.kind(p - 1) == "word" and not self._money_before(p - 1)
            ):
                if lex.match_back(lex.concepts, self.atoms, p - 1, stem=True) is None:
                    n.role = "identifier"
            elif before.key in ("@", "#", "_"):
                n.role = "identifier"

    def _misspelt_ordinal(self, n: Number) -> bool:
        """A number word with "in" for the ordinal ending that sounds alike, before a noun."""
        if n.ending is None or n.value is None or n.first != n.last:
            return False
        q = n.last + 1
        if self.kind(q) != "word" or any(
            self.lex.is_word(r, self.key(q)) for r in ("post", "coord", "conj", "verb", "pron", "adverb")
        ):
            return False
        return any(
            e.top is not None and n.value <= e.top and set(e.forms) & set(n.ending.forms) for e in self.lex.endings
        )

    def _spaced_ordinal(self, q: int) -> bool:
        """An ordinal ending that stands apart, before a noun: 125 મી."""
        if q >= len(self.atoms) or self.kind(q) != "word" or unit_after(self.lex, self.atoms, q) is not None:
            return False
        return any(e.role == "ordinal" and self.key(q) in e.forms for e in self.lex.endings)

    def _foreign(self, n: Number, q: int) -> bool:
        """Whether letters glued after the digits make them part of a name or a misspelt word."""
        if self.key(q).isascii():
            return True
        text = self.atoms[n.last].text
        letters = {digit for _, digit in self.lex.lookalikes}
        syllable = len(self.key(q)) <= 2 and not self.lex.context("month", self.atoms, q)
        return len(text) == 1 and not text.isascii() and self.atoms[n.last].key in letters or syllable

    def _chains(self) -> None:
        """Digits joined by strokes, points or hyphens: dates, phone and plate numbers."""
        k = 0
        while k < len(self.numbers):
            chain = [self.numbers[k]]
            while k + 1 < len(self.numbers):
                a, b = self.numbers[k], self.numbers[k + 1]
                between = self.atoms[a.last + 1] if b.first == a.last + 2 else None
                if between is None or not (
                    between.glued and self.atoms[b.first].glued and between.key in ("/", ".", ":", "+", *HYPHENS)
                ):
                    break
                chain.append(b)
                k += 1
            k += 1
            if len(chain) == 1:
                continue
            keys = [self.atoms[i].key for n in chain for i in range(n.first, n.last + 1) if self.atoms[i].kind == "num"]
            seps = {self.atoms[n.last + 1].key for n in chain[:-1]}
            role = self._chain_role(keys, seps, chain[-1])
            if role:
                for n in chain:
                    n.role = role

    def _chain_role(self, keys: list[str], seps: set[str], last: Number) -> str | None:
        if seps == {":"}:
            return "time" if len(keys) <= 3 and all(len(x) <= 2 for x in keys) else "identifier"
        if len(keys) == 3 and all(x.isdigit() for x in keys):
            a, b, c = (int(x[:5]) for x in keys)
            if (1 <= a <= 31 and 1 <= b <= 12) or (a > 1000 and b <= 12 and c <= 31) or (a <= 12 and b <= 31):
                return "date"
        if len(keys) > 2:
            return "identifier"
        if seps == {"+"}:
            return "identifier"
        if seps == {"/"} and not self.counted(last.after):
            return "date" if keys[0].isdigit() and int(keys[0][:3]) <= 31 else "identifier"
        return None

    def _idiom(self, n: Number) -> str | None:
        table = self.lex.contexts.get("idiom")
        if table is None:
            return None
        for i in range(max(0, n.first - 3), n.first + 1):
            found = self.lex.match(table, self.atoms, i)
            if found and found[1] > n.last:
                return "idiom"
        return None

    def _identifier(self, n: Number) -> str | None:
        lex, atoms = self.lex, self.atoms
        if "long" in n.flags or "hyphen" in n.flags and len(atoms[n.first].key) > 2 and atoms[n.first].key[0] == "0":
            return "identifier"
        q, p = n.after, n.first - 1
        digits = n.first == n.last and atoms[n.first].kind == "num"
        key = atoms[n.first].key if digits else ""
        money = self._money_before(p) or lex.match(lex.currencies, atoms, q) is not None or self.key(q) in lex.signs
        if digits and not money:
            if key.isdigit() and (len(key) > MAX_DIGITS or len(key) in (10, 11) or len(key) >= 4 and key[0] == "0"):
                return "identifier"
            if key.endswith(".0") and not self.counted(q) and len(key) <= 4 and not self._in_list(q):
                return "identifier"
            if self.key(p) == "+" and atoms[n.first].glued:
                return "identifier"
        if lex.context("id_after", atoms, q) is not None and "scaled" not in n.flags:
            return "identifier"
        if digits and self.key(q) in HYPHENS and atoms[q].glued and self.kind(q + 1) == "word" and atoms[q + 1].glued:
            if len(self.key(q + 1)) <= 2 and not self.counted(q + 1) and not self._grammar(q + 1):
                return "identifier"  # 3-D
        unit = lex.match(lex.units, atoms, q)
        if unit is not None and unit[0].dim == "length" and lex.context("event_after", atoms, unit[1]) is not None:
            return "identifier"
        if (
            self.key(q) == ","
            and digits
            and any(lex.context("address", atoms, k) is not None for k in (q + 1, q + 2, q + 3))
        ):
            return "identifier"
        if "scaled" in n.flags or money or unit_after(lex, atoms, q) is not None:
            return None
        while self.key(p) in (".", ":") and p > 0 or (self.key(p) in HYPHENS and p > 0 and (digits or self._tied(p))):
            p -= 1
        found = lex.match(lex.concepts, atoms, q)
        person = found is not None and lex.concept_kind.get(found[0].id) == "person"
        if lex.context_back("id_before", atoms, p, stem=False) is not None and not person:
            return "identifier"
        if digits and len(key) <= 2 and self._title(p, q) or self._rated(n, q):
            return "identifier"
        if digits and self.kind(p) == "word" and p >= n.first - 2 and self.key(p).isascii() and not found:
            bound = lex.bound_before(atoms, p)
            if bound is None and lex.context_back("month", atoms, p) is None:
                return "identifier"
        return None

    def _tied(self, p: int) -> bool:
        """Whether the hyphen at atom p joins two words without a gap: road-five."""
        return self.atoms[p].glued and self.atoms[p + 1].glued

    def _score(self, n: Number) -> str | None:
        lex, atoms = self.lex, self.atoms
        q = n.after
        if not {"pair", "digit_range", "range"} & n.flags or "hyphen" not in n.flags and "pair" not in n.flags:
            return None
        if any(lex.context("score_after", atoms, i) is not None for i in (q, n.last + 1)):
            return "score"
        if "pair" in n.flags and not self.counted(q):
            if "distributive" in n.flags and ("words" in n.flags or self._begins_noun(q) or self._shared_out(n)):
                return None
            return "score"
        if "digit_range" in n.flags and lex.context_back("score_before", atoms, n.first - 1) is not None:
            return "score"
        if "digit_range" in n.flags and n.low == 0 and n.ending is None and lex.is_word("from", self.key(q)):
            return "score"  # lost by 0-4
        return None

    def _shared_out(self, n: Number) -> bool:
        """Whether the pair tells how many in each of several places: in A and B 13-13, …"""
        p, q = self.key(n.first - 1), self.key(n.after)
        inside = any(p.endswith(w) for w in self.lex.words.get("in", ()))
        return inside and (q == "," or self.lex.is_word("coord", q))

    def _begins_noun(self, i: int) -> bool:
        """Whether the word at atom i may be a counted noun: no postposition, conjunction or verb."""
        atom = self.atoms[i] if i < len(self.atoms) else None
        if atom is None or atom.kind != "word" or atom.glued:
            return False
        return not any(self.lex.is_word(role, atom.key) for role in _NO_NOUN)

    def _mark(self, n: Number) -> str | None:
        """Marks of lists and footnotes, and runs of single digits (ball by ball)."""
        p, q = n.first - 1, n.last + 1
        if n.first != n.last or "digits" not in n.flags or "decimal" in n.flags:
            return None
        before, after = self.key(p), self.key(q)
        if before in ("[", "(") and after in ("]", ")") and self.starts_line(p) and self._small(n, 99):
            return "list"
        if before == "[" and after == "]" or before == "(" and after == ")" and self._numbered(n):
            return "list"
        if (
            self.starts_line(n.first)
            and self._small(n, 99)
            and after in (".", ")", ":", *HYPHENS)
            and self.atoms[q].glued
        ):
            if after not in HYPHENS or not self.atoms[q + 1 : q + 2] or not self.atoms[q + 1].glued:
                return "list"
        if len(self.atoms[n.first].key) == 1 and self._run(n) >= 4 or self._next_point(n):
            return "list"
        return None

    def _word(self, n: Number) -> str | None:
        """Number words that mean something else here: the article, the verb, a weak word, a bare scale."""
        lex, atoms = self.lex, self.atoms
        p, q = n.first - 1, n.after
        if "bare_scale" in n.flags and n.value is not None and lex.context_back("several", atoms, p) is not None:
            n.low, n.value = 2 * n.value, None  # some thousands
            n.flags.add("vague")
        if n.first == n.last and atoms[n.first].kind == "word" and n.role == "cardinal":
            if n.value == 1 and "approx" not in n.flags:
                return self._one(n)
            if n.value == 0 and not self.counted(q):
                return "word"
            if n.value == 2 and lex.is_word("give_stem", self.key(p)) and not self.counted(q):
                return "verb"
        if ("weak" in n.flags or "bare_scale" in n.flags and n.first == n.last) and not self._evidence(n):
            return "word"
        return None

    def _evidence(self, n: Number) -> bool:
        """Whether the words beside a weak number word show that it is a number."""
        lex, atoms = self.lex, self.atoms
        p, q = n.first - 1, n.after
        if (
            self.counted(q)
            or lex.context("tail_vague", atoms, q) is not None
            or lex.match(lex.outcomes, atoms, q) is not None
        ):
            return True
        if lex.bound_before(atoms, p) is not None or lex.context_back("limiter", atoms, p) is not None:
            return True
        return self._money_before(p) or lex.match(lex.bounds, atoms, n.last + 1) is not None

    # --- along a list -----------------------------------------------------------------------------------------
    def _spread(self) -> None:
        """Roles that pass along a list: dates and times to the left, identifiers to the right."""
        numbers = self.numbers
        for k in range(len(numbers) - 2, -1, -1):
            a, b = numbers[k], numbers[k + 1]
            if a.role == "cardinal" and b.role in ("date", "time") and self._linked(a, b) and self._small(a, 31):
                a.role = b.role
            elif a.role == "cardinal" and b.role == "year" and self._linked(a, b) and self._decade(a, b):
                a.role = "year"
        for pairs in (itertools.pairwise(numbers), zip(numbers[::-1], numbers[-2::-1], strict=False)):
            for a, b in pairs:  # sets of one match: 3-6, 7-5, 6-2
                if a.role == "score" and b.role == "cardinal" and {"pair", "hyphen"} & b.flags:
                    if not self.counted(b.after) and (self._linked(a, b) or self._linked(b, a)):
                        b.role = "score"
        for k in range(1, len(numbers)):
            a, b = numbers[k - 1], numbers[k]
            if b.role == "cardinal" and a.role == "identifier" and self._hyphenated(a, b):
                b.role = "identifier"
            elif (
                b.role == "cardinal"
                and a.role in ("identifier", "time")
                and self._linked(a, b)
                and self._small(b, 9999)
            ):
                if not self.counted(b.after) and self._end_of_phrase(b):
                    b.role = a.role
            elif b.role == "cardinal" and a.role == "identifier" and b.first == a.after and "digits" in b.flags:
                if not self.counted(b.after):
                    b.role = "identifier"

    def _hyphenated(self, a: Number, b: Number) -> bool:
        """Whether a hyphen joins two runs of digits without a gap (phone numbers)."""
        q = a.last + 1
        return self.key(q) in HYPHENS and self.atoms[q].glued and b.first == q + 1 and self.atoms[b.first].glued

    def _end_of_phrase(self, b: Number) -> bool:
        q = b.after
        return (
            b.ending is not None
            or self.kind(q) != "word"
            or any(self.lex.is_word(r, self.key(q)) for r in ("post", "coord"))
        )

    def _linked(self, a: Number, b: Number) -> bool:
        """Whether only a comma, a conjunction or "to" stands between two numerals."""
        q = a.after
        if b.first == q:
            return a.ending is not None and a.ending.range
        key = self.key(q)
        if key in (",", "/") or key in HYPHENS or self.lex.is_word("coord", key):
            q += 1
        else:
            q = self.lex.context("range", self.atoms, q) or q
        return q == b.first
