"""Small invented treebanks and texts for the tests of the models' training."""

from pathlib import Path

from pipeline.training.conllu import Tree, parse_conllu

HINDI = """
# text = मोहन ने बाज़ार में 12 आम खरीदे।
मोहन/मोहन/PROPN/Case=Acc|Gender=Masc/7/nsubj
ने/ने/ADP/_/1/case
बाज़ार/बाज़ार/NOUN/Case=Acc/7/obl
में/में/ADP/_/3/case
12/12/NUM/_/6/nummod
आम/आम/NOUN/Case=Nom/7/obj
खरीदे/खरीदना/VERB/Gender=Masc|Number=Plur/0/root/SpaceAfter=No
।/।/PUNCT/_/7/punct

# text = नदी का पानी ठंडा है।
नदी/नदी/NOUN/Case=Acc|Gender=Fem/3/nmod
का/का/ADP/Case=Nom/1/case
पानी/पानी/NOUN/Case=Nom/4/nsubj
ठंडा/ठंडा/ADJ/Case=Nom/0/root
है/है/AUX/_/4/cop/SpaceAfter=No
।/।/PUNCT/_/4/punct

# text = बच्चों को दो किताबें मिलीं
बच्चों/बच्चा/NOUN/Case=Acc/5/iobj
को/को/ADP/_/1/case
दो/दो/NUM/_/4/nummod
किताबें/किताब/NOUN/Case=Nom/5/nsubj
मिलीं/मिलना/VERB/Gender=Fem/0/root
"""

GUJARATI = """
# text = મોહને બજારમાં 12 કેરી ખરીદી.
# genre = prose
મોહને/મોહન/PROPN/Case=Erg/5/nsubj
બજારમાં/બજાર/NOUN/Case=Loc/5/obl
12/12/NUM/Case=Nom/4/nummod
કેરી/કેરી/NOUN/Case=Nom/5/obj
ખરીદી/ખરીદવું/VERB/_/0/root/SpaceAfter=No
././PUNCT/_/5/punct

# text = નદીનું પાણી ઠંડું છે.
# genre = prose
નદીનું/નદી/NOUN/Case=Gen/2/nmod:poss
પાણી/પાણી/NOUN/Case=Nom/3/nsubj
ઠંડું/ઠંડું/ADJ/_/0/root
છે/હોવું/AUX/_/3/cop/SpaceAfter=No
././PUNCT/_/3/punct

# text = બાળકોને બે ચોપડી મળી
# genre = news
બાળકોને/બાળક/NOUN/Case=Acc/4/iobj
બે/બે/NUM/Case=Nom/3/nummod
ચોપડી/ચોપડી/NOUN/Case=Nom/4/nsubj
મળી/મળવું/VERB/_/0/root
"""

RAW = {
    "hi": ["नदी में बच्चों को मोहन ने आम दिए।", "ठंडा पानी बाज़ार में 30 लोगों को मिला।"],
    "gu": ["નદીમાં બાળકોને મોહને કેરી આપી.", "ઠંડું પાણી બજારમાં 30 લોકોને મળ્યું."],
}


def conllu_lines(text: str) -> list[str]:
    """CoNLL-U lines of sentences written as one word a line: form/lemma/UPOS/features/head/relation[/misc]."""
    lines = []
    number = 0
    for line in text.strip().splitlines():
        if not line or line.startswith("#"):
            lines.append(line)
            number = 0
            continue
        form, lemma, upos, feats, head, relation, *misc = line.split("/")
        number += 1
        lines.append("\t".join([str(number), form, lemma, upos, "_", feats, head, relation, "_", *(misc or ["_"])]))
    return [*lines, "", ""]


def trees(text: str, times: int = 1) -> list[Tree]:
    """Trees of sentences in that notation."""
    return parse_conllu(conllu_lines(text)) * times


def write_inputs(folder: Path) -> tuple[Path, Path, Path]:
    """Treebanks, corpora and lexicons in the layout that training reads."""
    treebanks, corpora, lexicons = (folder / n for n in ("treebanks", "corpora", "lexicons"))
    for path in (treebanks, corpora / "hi", corpora / "gu", lexicons):
        path.mkdir(parents=True)
    for lang, text in (("hi", HINDI), ("gu", GUJARATI)):
        for part, times in (("train", 8), ("dev", 1)):
            content = "\n".join(conllu_lines(text)) * times
            (treebanks / f"{lang}-{part}.conllu").write_text(content, encoding="utf-8")
        sentences = [t.text for t in trees(text)] * 40 + RAW[lang] * 20
        (corpora / lang / "prose.txt").write_text("\n".join(sentences), encoding="utf-8")
    (lexicons / "gu_form_lemma.json").write_text('{"રમ્યો": "રમવું", "રમી ગયો": "રમવું"}', encoding="utf-8")
    (lexicons / "gu_wiktionary_pos.tsv").write_text("ચોપડી\tnoun\nસુંદર\tadj\n", encoding="utf-8")
    (lexicons / "unimorph_hin.tsv").write_text("\nलड़का\tलड़के\tN;NOM;PL\nदो शब्द\tदो शब्दों\tN\n", encoding="utf-8")
    return treebanks, corpora, lexicons
