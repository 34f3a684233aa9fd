"""The questions that verification asks, one kind of defect a module."""
