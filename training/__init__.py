"""A training run as named steps: snapshot, label, split, fit, evaluate, gate, register, promote."""
