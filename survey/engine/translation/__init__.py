"""Questionnaires in several languages: texts found in the file, translated beside it or in a file apart."""
