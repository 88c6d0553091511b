"""The languages that the program speaks: a catalogue for each beside the English in its own source."""
