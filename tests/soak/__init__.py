"""Long programs that try the whole product for minutes; each has a short form among the tests."""
