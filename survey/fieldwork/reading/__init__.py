"""Reading what people wrote: in a line, the oldest first, by named readers, one text at a time."""
