"""All SQL of the program, one file a noun; statements of SQLAlchemy Core on the tables of `tables.py`."""
