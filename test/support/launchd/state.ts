// The stand-in for launchd, as plain data that can be cloned: domains, what is loaded in them, and what is due next. Nothing
// here runs or decides; what launchd does is in the rooms beside it, each behaviour with the evidence it is taken from.
