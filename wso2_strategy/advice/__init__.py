"""The decision: packs, reading of files, choices, reasons and the outcome."""
