"""Web pages: nothing of the article is lost, nothing beside it is kept, hostile markup does no harm."""

import pytest

from pipeline.articles import Rejected, Unreadable, read_articles
from pipeline.articles.pages import read_page
from pipeline.schema import Article

P1 = "ज़िले में १२ पुल टूट गए और क्\u200dया हुआ, यह किसी को मालूम नहीं, इंजीनियर ने कहा कि मरम्मत जारी है।"
P2 = "गाँव तक राशन पहुँचाने के लिए नावें लगाई गई हैं और श्री\u200cमान तहसीलदार ख़ुद वहाँ मौजूद हैं।"
HEAD = (
    '<title>पुल टूटे - अख़बार</title><meta property="og:title" content="पुल टू\u200dटे">'
    '<meta property="article:published_time" content="2026-02-03T10:00:00+05:30">'
    '<link rel="canonical" href="https://news.example/a/1">'
)


def page(body, head=HEAD):
    nav = '<nav><a href="/a">होम</a><a href="/b">खेल</a></nav>'
    foot = "<footer>सर्वाधिकार सुरक्षित</footer>"
    html = f"<!DOCTYPE html><html lang='hi'><head>{head}</head><body>{nav}<article>{body}</article>{foot}</body></html>"
    return html.encode()


def lines(body, **options):
    return read_page(page(body, **options)).text.split("\n")


def test_title_date_and_address():
    found = read_page(page(f"<p>{P1}</p>"))
    assert (found.title, found.date, found.url) == ("पुल टू\u200dटे", "2026-02-03", "https://news.example/a/1")
    assert found.text == P1


def test_menus_and_footers_are_left_out_of_short_pages_too():
    assert lines("<p>बाँध से पानी छोड़ा गया।</p>") == ["बाँध से पानी छोड़ा गया।"]


@pytest.mark.parametrize("joiner", ["\u200d", "&zwj;", "&#8205;", "&#x200D;"])
def test_joiners_are_kept_however_they_are_written(joiner):
    assert lines(f"<p>{P1}</p><p>क्{joiner}या <b>र{joiner}</b>ा<i>{joiner}</i> {P2}</p>") == [
        P1,
        f"क्\u200dया र\u200dा\u200d {P2}",
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{P1}</p><p>{P1}</p><p>{P2}</p><p>{P1}</p>",
        f"<p>{P1}</p><p><b>{P1}</b></p><p>{P2}</p><p>{P1}</p>",
        f"<p>{P1}</p><div>{P1}</div><p>{P2}</p><p>{P1[:30]}<i>{P1[30:]}</i></p>",
    ],
)
def test_repeated_passages_are_kept(body):
    assert lines(body) == [P1, P1, P2, P1]


def test_short_repeats_and_lists_are_kept():
    items = "<li>दस मरे</li><li>दस मरे</li><li>बीस घायल</li><li>दस मरे</li>"
    assert lines(f"<p>{P1}</p><ul>{items}</ul>") == [P1, "- दस मरे", "- दस मरे", "- बीस घायल", "- दस मरे"]


def test_the_same_page_without_article_tags():
    data = f"<html><body><p>{P1}</p><p>{P1}</p></body></html>".encode()
    assert read_page(data).text == f"{P1}\n{P1}"


def test_stand_ins_are_chosen_that_the_page_lacks():
    taken = "".join(map(chr, range(0x10400, 0x10410)))
    assert taken in read_page(page(f"<p>{P1} {taken}</p><p>{P2}</p>")).text
    everything = "".join(map(chr, range(0x10400, 0x10450)))
    with pytest.raises(Unreadable, match="stand-in"):
        read_page(page(f"<p>{P1} {everything}</p>"))


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [("utf-8", ""), ("utf-16", ""), ("utf-8-sig", '<meta charset="iso-8859-1">')],
)
def test_encodings(encoding, meta):
    html = page(f"<p>{P1}</p>", head=meta).decode()
    assert read_page(html.encode(encoding)).text == P1


def test_a_declared_encoding_is_taken_when_it_is_not_utf8():
    text = "The bridge near the café collapsed; eleven people were hurt, the mayor said on Tuesday evening."
    html = f'<html><head><meta charset="windows-1252"></head><body><p>{text}</p></body></html>'
    assert read_page(html.encode("windows-1252")).text == text


@pytest.mark.parametrize(
    "body",
    [
        f"<script>alert('{P2}')</script><p>{P1}</p><iframe srcdoc='{P2}'></iframe>",
        f"<p onclick=alert(1)>{P1}<style>p:after {{content: 'x'}}</style></p>",
        f"<p>{P1}&#0;&#1;&#x8;</p><template><p>{P2}</p></template>",
    ],
)
def test_scripts_and_control_characters_do_not_get_in(body):
    (line,) = lines(body)
    assert line.rstrip("\ufffd") == P1


def test_markup_that_is_broken_or_a_bomb(write, tmp_path):
    letters = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' if i else '<!ENTITY e0 "aaaaaaaaaa">' for i in range(12))
    write("bomb.html", f"<!DOCTYPE html [{letters}]><html><body><p>{P1}</p><p>&e11;</p></body></html>")
    write("broken.html", f"<html><body><p>{P1}<p>{P2}<div><table><tr><td>{P1}")
    write("deep.html", "<html><body>" + "<div>" * 100_000 + f"<p>{P1}</p>")
    write("frames.html", '<frameset><frame src="a"></frameset>')
    write("many.html", "<html><body>" + f"<p>{P1}</p>" * 2000)
    write("plain.html", P1)
    records = {r.doc_id: r for r in read_articles([tmp_path])}
    assert len(records["bomb"].text) < 10_000
    assert records["broken"].text.count("१२") == 2
    assert records["many"].text.count("१२") == 2000
    for name in ("deep", "frames", "plain"):
        assert isinstance(records[name], Rejected)
        deep = name == "deep"  # the parser would drop what lies below its own limit
        reason = "limit max_page_depth (250) exceeded" if deep else "no article text found in the page"
        assert records[name].reason == reason
    assert all(isinstance(records[n], Article) for n in ("bomb", "broken", "many"))
