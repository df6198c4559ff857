"""Small invented treebanks and texts for the tests of the models' training."""

from pathlib import Path

from pipeline.training.conllu import Tree, parse_conllu

HINDI = """
# text = मोहन ने बाज़ार में 12 आम खरीदे।
1 मोहन मोहन PROPN _ Case=Acc|Gender=Masc 7 nsubj _ _
2 ने ने ADP _ _ 1 case _ _
3 बाज़ार बाज़ार NOUN _ Case=Acc 7 obl _ _
4 में में ADP _ _ 3 case _ _
5 12 12 NUM _ _ 6 nummod _ _
6 आम आम NOUN _ Case=Nom 7 obj _ _
7 खरीदे खरीदना VERB _ Gender=Masc|Number=Plur 0 root _ SpaceAfter=No
8 । । PUNCT _ _ 7 punct _ _

# text = नदी का पानी ठंडा है।
1 नदी नदी NOUN _ Case=Acc|Gender=Fem 3 nmod _ _
2 का का ADP _ Case=Nom 1 case _ _
3 पानी पानी NOUN _ Case=Nom 4 nsubj _ _
4 ठंडा ठंडा ADJ _ Case=Nom 0 root _ _
5 है है AUX _ _ 4 cop _ SpaceAfter=No
6 । । PUNCT _ _ 4 punct _ _

# text = बच्चों को दो किताबें मिलीं
1 बच्चों बच्चा NOUN _ Case=Acc 5 iobj _ _
2 को को ADP _ _ 1 case _ _
3 दो दो NUM _ _ 4 nummod _ _
4 किताबें किताब NOUN _ Case=Nom 5 nsubj _ _
5 मिलीं मिलना VERB _ Gender=Fem 0 root _ _
"""

GUJARATI = """
# text = મોહને બજારમાં 12 કેરી ખરીદી.
# genre = prose
1 મોહને મોહન PROPN _ Case=Erg 5 nsubj _ _
2 બજારમાં બજાર NOUN _ Case=Loc 5 obl _ _
3 12 12 NUM _ Case=Nom 4 nummod _ _
4 કેરી કેરી NOUN _ Case=Nom 5 obj _ _
5 ખરીદી ખરીદવું VERB _ _ 0 root _ SpaceAfter=No
6 . . PUNCT _ _ 5 punct _ _

# text = નદીનું પાણી ઠંડું છે.
# genre = prose
1 નદીનું નદી NOUN _ Case=Gen 2 nmod:poss _ _
2 પાણી પાણી NOUN _ Case=Nom 3 nsubj _ _
3 ઠંડું ઠંડું ADJ _ _ 0 root _ _
4 છે હોવું AUX _ _ 3 cop _ SpaceAfter=No
5 . . PUNCT _ _ 3 punct _ _

# text = બાળકોને બે ચોપડી મળી
# genre = news
1 બાળકોને બાળક NOUN _ Case=Acc 4 iobj _ _
2 બે બે NUM _ Case=Nom 3 nummod _ _
3 ચોપડી ચોપડી NOUN _ Case=Nom 4 nsubj _ _
4 મળી મળવું VERB _ _ 0 root _ _
"""

RAW = {
    "hi": ["नदी में बच्चों को मोहन ने आम दिए।", "ठंडा पानी बाज़ार में 30 लोगों को मिला।"],
    "gu": ["નદીમાં બાળકોને મોહને કેરી આપી.", "ઠંડું પાણી બજારમાં 30 લોકોને મળ્યું."],
}


def trees(text: str, times: int = 1) -> list[Tree]:
    """Trees of CoNLL-U written with spaces for tabs."""
    lines = [line if line.startswith("#") else "\t".join(line.split()) for line in text.strip().splitlines()]
    return parse_conllu([*lines, ""]) * times


def write_inputs(folder: Path) -> tuple[Path, Path, Path]:
    """Treebanks, corpora and lexicons in the layout that training reads."""
    treebanks, corpora, lexicons = (folder / n for n in ("treebanks", "corpora", "lexicons"))
    for path in (treebanks, corpora / "hi", corpora / "gu", lexicons):
        path.mkdir(parents=True)
    for lang, text in (("hi", HINDI), ("gu", GUJARATI)):
        lines = [line if line.startswith("#") else "\t".join(line.split()) for line in text.strip().splitlines()]
        for part, times in (("train", 8), ("dev", 1)):
            content = "\n".join([*lines, "", ""]) * times
            (treebanks / f"{lang}-{part}.conllu").write_text(content, encoding="utf-8")
        sentences = [t.text for t in trees(text)] * 40 + RAW[lang] * 20
        (corpora / lang / "prose.txt").write_text("\n".join(sentences), encoding="utf-8")
    (lexicons / "gu_form_lemma.json").write_text('{"રમ્યો": "રમવું", "રમી ગયો": "રમવું"}', encoding="utf-8")
    (lexicons / "gu_wiktionary_pos.tsv").write_text("ચોપડી\tnoun\nસુંદર\tadj\n", encoding="utf-8")
    (lexicons / "unimorph_hin.tsv").write_text("\nलड़का\tलड़के\tN;NOM;PL\nदो शब्द\tदो शब्दों\tN\n", encoding="utf-8")
    return treebanks, corpora, lexicons
