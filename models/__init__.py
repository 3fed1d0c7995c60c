"""What a model is: spec, fit, calibrate, explain, save and load. Code only."""
