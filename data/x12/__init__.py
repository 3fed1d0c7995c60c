"""X12 in and out: 837P, 837I, 835 and 277CA as canonical rows."""
