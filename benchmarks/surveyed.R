# Means with their standard errors by R's survey, people in their organisations; prints the processor's seconds.
suppressMessages(library(survey))
given <- commandArgs(TRUE)
answers <- read.csv(given[1])
tasks <- read.csv(given[2], colClasses = "character")
for (name in unique(setdiff(tasks$by, ""))) answers[[name]] <- factor(answers[[name]])
design <- svydesign(ids = ~organisation, weights = ~weight, data = answers)
began <- proc.time()
for (at in seq_len(nrow(tasks))) {
  of <- reformulate(tasks$of[at])
  if (tasks$by[at] == "") {
    found <- svymean(of, design, na.rm = TRUE)
  } else {
    found <- svyby(of, reformulate(tasks$by[at]), design, svymean, na.rm = TRUE)
  }
}
took <- proc.time() - began
cat(took[["user.self"]] + took[["sys.self"]], "\n")
cat(sprintf("%.6f", coef(svymean(reformulate(tasks$of[1]), design, na.rm = TRUE))), "\n")
