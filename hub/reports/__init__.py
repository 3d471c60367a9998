"""Reports: figures of the whole hospital from an allow-listed catalogue of subjects, measures and groups, the rows
behind them, CSV and PDF, how each pathway did in a period, reports that a role keeps, and the closing of days, whose
figures never change again. Owns `saved_report` and `day_close`, and the indexes that a month needs on the tables below.
States no fact; may import all rooms below; nobody imports it.
"""
