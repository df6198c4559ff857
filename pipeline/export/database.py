"""A DuckDB database with every table of a run and of its audit, and the verdicts."""

from pathlib import Path

import pandas as pd

from pipeline.audit.audit import audit
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import COLUMNS, Verdicts
from pipeline.audit.write import replaced


def write(tables: Tables, verdicts: Verdicts, path: Path) -> int:
    """Write the database and return the number of figures. Raises ExportError without the extra ``duckdb``."""
    from pipeline.export import ExportError

    try:
        import duckdb
    except ImportError:
        raise ExportError("DuckDB is not installed; pip install 'news-claims[duckdb]'") from None
    texts = pd.DataFrame({"doc_id": list(tables.text), "text": list(tables.text.values())}, dtype="str")
    judged = pd.DataFrame(list(verdicts.rows.values()), columns=list(COLUMNS), dtype="str")
    frames = {
        "claims": tables.claims,
        "sources": tables.sources,
        "articles": tables.articles,
        "texts": texts,
        "verdicts": judged,
        **audit(tables, verdicts).tables(),
    }
    with replaced(path) as temporary:
        with duckdb.connect(str(temporary)) as database:
            for name, frame in frames.items():
                database.register("frame", _plain(frame))
                database.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
                database.unregister("frame")
        temporary.with_name(temporary.name + ".wal").unlink(missing_ok=True)
    return len(tables.claims)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with types that DuckDB reads: no categories, text as objects with None."""
    out = frame.copy()
    for column in out.columns:
        if isinstance(out[column].dtype, pd.CategoricalDtype) or out[column].dtype == "str":
            out[column] = out[column].astype(object).where(out[column].notna(), None)
    return out
