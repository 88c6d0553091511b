"""Whether scores hold together, and whether groups differ: reliability, comparisons, variation, items.

Arrays in, frozen results out. Nothing here is protected: what is printed goes through `analysis.disclosure`.
"""
