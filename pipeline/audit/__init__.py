"""Which figures stand on a source: audit tables, groups of claims about the same thing, verdicts, notebook display.

Everything works from the tables that `pipeline.tables.read_claims` reads; nothing is parsed again. Importing this
package registers the accessor ``df.claims`` on data frames.
"""

from pipeline.audit.accessor import ClaimsAccessor
from pipeline.audit.audit import Audit, audit
from pipeline.audit.load import Tables, load
from pipeline.audit.verdicts import Verdicts

__all__ = ["Audit", "ClaimsAccessor", "Tables", "Verdicts", "audit", "load"]
