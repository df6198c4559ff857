"""The charts of the report: Altair specifications drawn as SVG on this machine, without a browser or a network."""

import re
from dataclasses import dataclass

import altair as alt
import pandas as pd
import vl_convert
from markupsafe import Markup

from pipeline.audit.audit import Audit
from pipeline.audit.load import Tables
from pipeline.audit.names import plain
from pipeline.context.when import article_day

FONTS = 'system-ui, "Noto Sans", "Noto Sans Devanagari", "Noto Sans Gujarati", "Nirmala UI", sans-serif'
#: Drawn instead of a colour and replaced by the page's text colour, so that a chart is readable in dark mode too.
_INK = "#010203"
#: Sourcing -> colour; told apart by order and by the table under each chart as well.
COLOURS = {"named": "#3f7fbf", "vague": "#d99a1c", "none": "#b8475a"}
#: Bars that a chart shows at most.
MOST = 25


@dataclass(frozen=True)
class Chart:
    """A chart as the page shows it: an id, a title, one sentence that says what is to be seen, the SVG, the numbers."""

    id: str
    title: str
    summary: str
    svg: Markup
    columns: list[str]
    rows: list[list[str]]


def draw(chart: alt.Chart | alt.LayerChart, name: str) -> Markup:
    """Return the SVG of a chart with the page's text colour and ids of its own. name: unique in the page."""
    spec = chart.configure(
        font=FONTS,
        background="transparent",
        aria=False,
        axis=alt.AxisConfig(
            labelColor=_INK, titleColor=_INK, domainColor=_INK, tickColor=_INK, gridOpacity=0.25, labelLimit=260
        ),
        legend=alt.LegendConfig(labelColor=_INK, titleColor=_INK, orient="top", title=None),
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(color=_INK),
    ).to_dict()
    svg = vl_convert.vegalite_to_svg(spec, vl_version=".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]))
    svg = svg.replace(_INK, "currentColor")
    svg = re.sub(r'\bid="([\w-]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([\w-]+)\)", rf"url(#{name}-\1)", svg)
    head, _, rest = svg.partition(">")
    width, height = re.search(r'width="([\d.]+)"', head), re.search(r'height="([\d.]+)"', head)
    size = f' width="{width.group(1)}" height="{height.group(1)}"' if width and height else ""
    box = re.search(r'viewBox="[^"]*"', head)
    view = f" {box.group(0)}" if box else ""
    return Markup(f'<svg aria-hidden="true" focusable="false"{size}{view}>{rest}')


def _whole(most: float) -> alt.Axis:
    """An axis of whole numbers up to the greatest."""
    return alt.Axis(format="d", values=list(range(int(most) + 1))) if most <= 8 else alt.Axis(format=",d")


def _stacked(frame: pd.DataFrame, label: str, name: str) -> Markup:
    """Bars of named, vague and none, one per row of the frame (columns: label, named, vague, none), in its order."""
    long = frame[[label, *COLOURS]].melt(
        id_vars=[label], value_vars=list(COLOURS), var_name="sourcing", value_name="figures"
    )
    long["order"] = long["sourcing"].map({s: i for i, s in enumerate(COLOURS)})
    chart = (
        alt.Chart(alt.Data(values=long.to_dict("records")))
        .mark_bar()
        .encode(
            y=alt.Y(f"{label}:N", sort=list(frame[label]), title=None),
            x=alt.X("figures:Q", title="figures", axis=_whole(frame[list(COLOURS)].sum(axis=1).max())),
            color=alt.Color("sourcing:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))),
            order=alt.Order("order:Q"),
        )
        .properties(width=420, height=alt.Step(20))
    )
    return draw(chart, name)


def _rows(frame: pd.DataFrame, columns: list[str]) -> list[list[str]]:
    return [[str(row[c]) for c in columns] for row in frame.to_dict("records")]


def _percent(value: float) -> str:
    return f"{value:.0%}"


def by_article(audit: Audit) -> Chart | None:
    """Sourced share by article, those with the most figures first."""
    frame = audit.by_article[audit.by_article["figures"] > 0]
    if frame.empty:
        return None
    frame = frame.sort_values(["figures", "doc_id"], ascending=[False, True]).head(MOST)
    frame = frame.assign(article=frame["doc_id"].str.slice(-40), share=frame["share_sourced"].map(_percent))
    worst = frame.sort_values(["share_sourced", "figures"], ascending=[True, False]).iloc[0]
    return Chart(
        "chart-article",
        "Sources by article",
        f"Named, vague and missing sources of the {len(frame)} articles with the most figures. "
        f"The smallest share has {worst['doc_id']}: {worst['named']} of {worst['figures']} figures name a source.",
        _stacked(frame, "article", "article"),
        ["article", "figures", "named", "vague", "none", "share named"],
        _rows(frame, ["doc_id", "figures", "named", "vague", "none", "share"]),
    )


def by_concept(audit: Audit) -> Chart | None:
    """Sourced share by what is counted; kinds stand in where the concept is unknown."""
    frame = audit.by_concept
    if frame.empty:
        return None
    named = frame["concept"].notna()
    thing = frame["concept"].where(named, "other " + frame["kind"].astype(str)).map(plain)
    frame = frame.assign(thing=thing).groupby("thing", sort=False)[["figures", "named", "vague", "none"]].sum()
    frame = frame.reset_index().sort_values(["figures", "thing"], ascending=[False, True]).head(MOST)
    frame["share"] = (frame["named"] / frame["figures"]).map(_percent)
    top = frame.iloc[0]
    return Chart(
        "chart-concept",
        "Sources by what is counted",
        f"Most figures are about {top['thing']}: {top['named']} of {top['figures']} name a source.",
        _stacked(frame, "thing", "concept"),
        ["counted", "figures", "named", "vague", "none", "share named"],
        _rows(frame, ["thing", "figures", "named", "vague", "none", "share"]),
    )


def top_sources(audit: Audit) -> Chart | None:
    """The sources that most figures stand on."""
    frame = audit.by_source.head(MOST)
    if frame.empty:
        return None
    labels = frame["name"].where(
        ~frame["name"].duplicated(keep=False), frame["name"] + " (" + frame["source_key"] + ")"
    )
    frame = frame.assign(label=labels)
    chart = (
        alt.Chart(alt.Data(values=frame[["label", "figures"]].to_dict("records")))
        .mark_bar(color=COLOURS["named"])
        .encode(
            y=alt.Y("label:N", sort=list(frame["label"]), title=None),
            x=alt.X("figures:Q", title="figures", axis=_whole(frame["figures"].max())),
        )
        .properties(width=420, height=alt.Step(20))
    )
    top = frame.iloc[0]
    return Chart(
        "chart-sources",
        "Top sources",
        f"Most figures are from {top['name']}: {top['figures']} in {top['articles']} articles.",
        draw(chart, "sources"),
        ["source", "figures", "articles", "languages", "as written"],
        _rows(frame, ["name", "figures", "articles", "languages", "as_written"]),
    )


def timeline(tables: Tables, audit: Audit) -> Chart | None:
    """Figures by day of the article; None where fewer than two days are known."""
    days = {
        r["doc_id"]: article_day(r["date"]) for r in audit.by_article.to_dict("records") if isinstance(r["date"], str)
    }
    frame = tables.claims[["doc_id", "sourcing"]].assign(day=tables.claims["doc_id"].map(days)).dropna()
    if frame["day"].nunique() < 2:
        return None
    span = (max(frame["day"]) - min(frame["day"])).days
    unit = "day" if span <= 62 else "month" if span <= 1900 else "year"
    size = {"day": 10, "month": 7, "year": 4}[unit]
    counts = frame.assign(time=[d.isoformat()[:size] for d in frame["day"]])
    table = counts.groupby(["time", "sourcing"], observed=True).size().unstack(fill_value=0)
    every = pd.period_range(min(frame["day"]), max(frame["day"]), freq=unit[0].upper()).astype(str)
    table = table.reindex(every, columns=list(COLOURS), fill_value=0).rename_axis("time").reset_index()
    long = table.melt(id_vars=["time"], var_name="sourcing", value_name="figures")
    chart = (
        alt.Chart(alt.Data(values=long.to_dict("records")))
        .mark_bar()
        .encode(
            x=alt.X("time:O", title=unit, axis=alt.Axis(labelAngle=-40, labelOverlap=True)),
            y=alt.Y("figures:Q", title="figures", axis=_whole(table[list(COLOURS)].sum(axis=1).max())),
            color=alt.Color("sourcing:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))),
        )
        .properties(width=560, height=200)
    )
    rows = [[str(r[c]) for c in ("time", *COLOURS)] for r in table.to_dict("records")]
    first, last = table["time"].iloc[0], table["time"].iloc[-1]
    return Chart(
        "chart-time",
        "Figures over time",
        f"Figures of dated articles by {unit}, from {first} to {last}.",
        draw(chart, "time"),
        [unit, *COLOURS],
        rows,
    )


def charts(tables: Tables, audit: Audit) -> list[Chart]:
    """Return the charts of a run; one that has nothing to show is left out."""
    found = [by_article(audit), by_concept(audit), top_sources(audit), timeline(tables, audit)]
    return [c for c in found if c is not None]
