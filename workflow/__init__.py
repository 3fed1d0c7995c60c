"""What people do with scores: routes, deadlines, the appeal queue and its plan."""
