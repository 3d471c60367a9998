"""Where things stand in a drawing: which parts of a pathway nobody would see, and an arrangement for a file that says
no places. Pure; imports the checker's model of a drawing and nothing that runs a case.

`ranks` (columns), `grid` (rows and places), `routes` (the lines), `level` (all of one level and what lies inside it),
`writing` (the BPMN DI of a whole file), `missing` (what is not drawn).
"""

from workflows.layout.missing import Unseen, unseen
from workflows.layout.writing import arranged, drawn_nowhere, visible

__all__ = ["Unseen", "arranged", "drawn_nowhere", "unseen", "visible"]
