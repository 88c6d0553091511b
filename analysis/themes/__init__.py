"""Coding of free text by people: a codebook, sheets out and in, agreement, adjudication, T13, quotations."""
