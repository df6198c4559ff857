"""The counted thing: the short noun phrase that a count counts, with its dictionary form and concept.

Surface rules come first, because every language has them; the parse, where there is one, tells where a noun
phrase ends that the words alone leave open.
"""

from pipeline.figures.before import Before, Item
from pipeline.figures.quantities import Quantity
from pipeline.figures.scan import HYPHENS

#: Words for people that modify no other noun.
_PLAIN = frozenset({"people", "patients", "workers", "students", "passengers", "tourists", "children", "women", "men"})
#: Areas: their genitive behind a few tells what is counted (elections of 5 states), no quality of what follows.
_AREAS = frozenset({"states", "countries", "districts", "villages"})
#: Kinds whose subject rises, falls or costs so much.
_CHANGING = frozenset({"percent", "money", "measure"})
#: The most words that a noun phrase is followed through.
LONGEST = 6


class Items(Before):
    """Finds the items of the counts of one text. ``pos``: part of speech per atom, empty without a parse."""

    def of(self, qty: Quantity) -> Item | None:
        """The item of a count, or None when the text leaves it out."""
        size = qty.value if qty.value is not None else qty.low
        self.many = size is not None and size >= 10
        self.head = self.heads.get(qty.number.last, -1)
        if qty.item is not None:
            return self._made(qty.item[0], qty.item[1] - 1, "between")
        after = self._after(qty)
        if after is None and qty.kind == "age" and self.pos and self.key(qty.left - 1) == "(":
            return self._name(qty.left - 2)
        if after is not None or qty.kind != "count":
            return after or (self._subject(qty) if qty.kind in _CHANGING else None)
        return self._before(qty)

    # --- behind the numeral -----------------------------------------------------------------------------------
    def _after(self, qty: Quantity) -> Item | None:
        n = qty.number
        i = qty.next
        if qty.kind != "count":
            return self._measured(qty)
        if self.key(i) and self.lex.context("in_number", self.atoms, i) is not None:
            i = self.lex.context("in_number", self.atoms, i) or i
        elif n.ending is not None and qty.next == n.after and qty.comparator in ("exact", "approx"):
            return None
        i = self.lex.context("only", self.atoms, i) or i
        more = self.lex.context("more", self.atoms, i)
        if more is not None and self._known(more):
            i = more  # two more people: the word is also a conjunction, before something else
        if self.key(i) in ("'", '"', "‘", "“", "-", "(") and self.atoms[i].glued is False and i + 1 < len(self.atoms):
            i += self.key(i) in ("'", '"', "‘", "“")
        i = self._past_bracket(i)
        g = i + 1 if self.lex.is_word("genitive", self.key(i)) else i
        if (g > i or qty.comparator not in ("exact", "approx")) and self.lex.is_word("counted_by", self.key(g)):
            return self._made(g, g, "after")
        last = self._phrase_end(self._past_pair(i))
        if last is None or self._elsewhere(qty, i, last):
            return None
        hyphen = self.key(i - 1) in HYPHENS and self.atoms[i - 1].glued and self.atoms[i].glued
        if hyphen and last > i and not (self._known(i) or self._plural(last) or self.atoms[i + 1].glued):
            last = i  # a 7-seater | car
        return self._made(i, last, "after")

    def _past_bracket(self, i: int) -> int:
        """The atom behind a word in brackets where a known noun follows: lakhs (rural) workers."""
        inside = self.key(i) == "(" and self.key(i + 2) == ")" and self.atoms[i + 1].kind == "word"
        return i + 3 if inside and self._known(i + 3) and not self._known(i + 1) else i

    def _past_pair(self, i: int) -> int:
        """The second of two joined adjectives that divide the counted things between them: public and private schools."""
        pair = self.lex.is_word("paired", self.key(i)) and self.lex.is_word("paired", self.key(i + 2))
        return i + 2 if pair and self.lex.is_word("coord", self.key(i + 1)) else i

    def _elsewhere(self, qty: Quantity, i: int, last: int) -> bool:
        """Whether the noun behind is not counted: six of them | from X; 12 | private and 5 public ones; 20 others."""
        lex = self.lex
        if self.key(i - 1) in HYPHENS:
            return False
        if all(lex.is_word("adjective", self.key(k)) for k in range(i, last + 1)):
            return True
        if lex.match(lex.bounds, self.atoms, last + 1) is not None:
            return False
        if not self._known(last):
            if self.pos and all(self.pos[k] == "ADJ" for k in range(i, last + 1)):
                return lex.is_word("coord", self.key(last + 1)) or self.key(last + 1) == ","
            place = (
                i == last
                and self.pos
                and self.pos[last] == "PROPN"
                and not self._case(last)
                and qty.number.role != "all"
            )
            if place and any(lex.is_word(r, self.key(last + 1)) for r in ("in", "genitive", "from")):
                return True
        if self._case(last) and self._outcome_of(qty, i, last):
            return True
        p = qty.left - 1
        among = lex.context_back("among", self.atoms, p) is not None or lex.ends_among(self.key(p))
        outside = any(lex.is_word(r, self.key(last + 1)) for r in ("in", "genitive", "from"))
        return among and outside and not self._plural(last) and self._kind(last) != "person"

    def _outcome_of(self, qty: Quantity, i: int, last: int) -> bool:
        """Whether an outcome in the genitive follows a bound in the genitive: of more than 200 the death's cause."""
        key = self.key(i - 1)
        glued = any(key.endswith(g) for g in self.lex.words.get("genitive", ()))
        return i == last and qty.comparator not in ("exact", "approx") and glued and self._kind(last) == "outcome"

    def _measured(self, qty: Quantity) -> Item | None:
        """What a measure measures, where it stands right behind: 2 per cent of voters, three days' mourning."""
        i = qty.right
        key = self.key(i - 1)
        genitive = self.lex.is_word("genitive", self.key(i))
        glued = key not in self.lex.units.first and any(key.endswith(g) for g in self.lex.words.get("genitive", ()))
        if (qty.kind == "duration" or key not in self.lex.units.first and self._case(i - 1)) and not (
            genitive or glued
        ):
            return None
        i += genitive
        if not (self.pos or genitive or glued or self._known(i)):
            return None  # without a parse the next word may be a verb
        last = self._phrase_end(i)
        return self._made(i, last, "measured") if last is not None else None

    def _phrase_end(self, i: int) -> int | None:
        """The last atom of the noun phrase that starts at atom i, or None when no noun starts there."""
        if self._stops(i) and not self.lex.is_word("superlative", self.key(i)) or self._future(i):
            return None
        if self.lex.is_word("predicate", self.key(i)) and not self._known(i + 1):
            return None
        if (
            self.pos
            and self.pos[i] == "PROPN"
            and not self._known(i)
            and (self._stops(i + 1) and self.key(i + 1) in (":", ""))
        ):
            return None  # the place name of a dateline
        last = None
        k = i
        while k < i + LONGEST and not (self._stops(k) and not self.lex.is_word("superlative", self.key(k))):
            key = self.key(k)
            if self.lex.is_word("predicate", key) and k > i and not self._described(k):
                break
            if self.lex.is_word("superlative", key):
                k += 1
                continue
            if self._designation(k):
                k += 3
                continue
            if last is not None and self._verb_form(k):
                break
            if self.pos and self.pos[k] in ("VERB", "ADV") and not self._known(k) or self._converb(k):
                if not self._noun_later(k) or last is not None and not self._participle(k):
                    break
                k += 1
                continue
            known = self.lex.match(self.lex.concepts, self.atoms, k)
            if known is not None:
                end = known[1]
                last = end - 1
                k = end
                if self._case(last):
                    if self._genitive_to_head(last):
                        continue
                    break
                if not self._continues(last, k):
                    break
                continue
            last = k
            if self._case(k) and not self._genitive_to_head(k):
                if self._participle(k + 1) and not self._plural(k) and self._noun_later(k + 1):
                    k += 2
                    continue
                break
            k += 1
            if self.key(k) in HYPHENS and self.atoms[k].glued and not self._stops(k + 1) and self.atoms[k + 1].glued:
                k += 1
        if last is None:
            return None
        return self._coordinated(self._beyond_genitive(i, last))

    def _described(self, k: int) -> bool:
        """Whether a predicate adjective and what stands before it describe the noun behind: corona positive | cases."""
        if not self._known(k + 1):
            return False
        if self.lex.is_word("superlative", self.key(k - 1)):
            return True
        nouns = ("person", "event", "thing")
        return self._kind(k + 1) in nouns and self._kind(k - 1) not in nouns

    def _continues(self, last: int, k: int) -> bool:
        """Whether another noun of the same phrase follows a known one (police | van)."""
        if self._stops(k) or self.lex.is_word("predicate", self.key(k)):
            return False
        known = self._known(k) and not (self.pos and self.pos[k] == "VERB") and self._kind(k) != "outcome"
        if self._plural(last) or self.head == last and self._complete(last, k) or self._begins_place(last, k):
            return False
        if known:
            return not self._possessor(k)
        return bool(self.pos) and self.pos[k] in ("NOUN", "PROPN") and self._plural(k)

    def _complete(self, last: int, k: int) -> bool:
        """Whether the noun that the parse says is counted is no modifier of the one after it (suspect | patients)."""
        found = self.lex.match(self.lex.concepts, self.atoms, last)
        if found is None or self._kind(last) == "outcome" or self.lex.is_word("predicate", self.key(last)):
            return False
        return self._kind(k) != "person" or found[0].id == "people"

    def _begins_place(self, last: int, k: int) -> bool:
        """Whether a thing before a postposition begins a new phrase behind people: 19 patients | from the hospital."""
        found = self.lex.match(self.lex.concepts, self.atoms, last)
        if found is None or found[0].id not in _PLAIN or self._kind(k) != "thing" or self._plural(k):
            return False
        known = self.lex.match(self.lex.concepts, self.atoms, k)
        return known is not None and (self.lex.is_word("post", self.key(known[1])) or self._case(known[1] - 1))

    def _genitive_to_head(self, i: int) -> bool:
        """Whether a word with a genitive ending only modifies the counted noun after it (18 American companies)."""
        key = self.key(i)
        if not any(key.endswith(g) for g in self.lex.words.get("genitive", ())) or self._plural(i):
            return False
        found = self.lex.match(self.lex.concepts, self.atoms, i)
        if found is not None and found[0].id in _AREAS and not self.many and i - 1 in self.firsts:
            return False
        for j in range(i + 1, i + 4):
            if self._stops(j):
                return False
            if self._plural(j):
                return True
            if self._known(j):
                return not self._known_stem(self._stem_text(i))
        return False

    def _beyond_genitive(self, i: int, last: int) -> int:
        """Goes on over a genitive that stands apart when only the noun after it shows the plural."""
        g = last + 1
        if not self.lex.is_word("genitive", self.key(g)) or self._plural(last) or self._case(last):
            return last
        for j in range(g + 1, g + 4):
            if self._stops(j):
                return last
            if self._plural(j):
                kind = self._kind(last)
                return j if kind != "person" else last
        return last

    def _shared_head(self, last: int) -> int | None:
        """The end of a known thing whose genitive is coordinated with the first noun: gun and tank shells."""
        if not self.lex.is_word("coord", self.key(last + 1)):
            return None
        found = self.lex.match(self.lex.concepts, self.atoms, last + 2)
        if found is None or not any(self.lex.is_word("genitive", self.key(i)) for i in range(last + 2, found[1])):
            return None
        return found[1] - 1

    def _coordinated(self, last: int) -> int:
        """Takes in nouns joined to the item: guns and tanks, houses, hospitals and hotels."""
        if self._case(last):
            return last
        shared = self._shared_head(last)
        if shared is not None:
            return shared
        k, end, list_ = last, last, False
        while True:
            j = k + 1
            comma = self.key(j) == ","
            list_ = list_ or comma
            if not (comma or self.lex.is_word("coord", self.key(j))):
                return end
            j += 1
            if self.pos and j < len(self.pos) and self.pos[j] == "PROPN" and not self._known(j):
                return end
            if j in self.firsts or self._stops(j) or not (self._noun_here(j)):
                return end
            stop = j
            while stop - j < 3 and not self._case(stop):
                step = 2 if self.key(stop + 1) in HYPHENS and self.atoms[stop + 1].glued else 1
                if self._stops(stop + step) or not self._noun_here(stop + step):
                    break
                stop += step
            k = stop
            if list_ and (self._kind(stop) is None or self._kind(stop) != self._kind(last)):
                return end
            if not comma:
                return stop if list_ or self._joined(end, stop) else end
            nxt = self.key(k + 1)
            if nxt != "," and not self.lex.is_word("coord", nxt):
                return end

    def _joined(self, a: int, b: int) -> bool:
        """Whether two nouns are counted together: both things or both people, in one form."""
        kind = self._kind(a)
        if kind is None or kind != self._kind(b) and not (self._kind(b) is None and self._plural(b)):
            return False
        if kind == "person":
            return self.many and self._plural(a) == self._plural(b)
        oblique = self.lex.is_word("post", self.key(b + 1)) or self._case(b)
        return self._plural(a) == self._plural(b) or self._kind(b) == kind and not oblique
