# What R's survey package makes of people.csv, as JSON for test_weighting_against_r.py to compare with.
#   Rscript weighting.R people.csv figures.json
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", survey.adjust.domain.lonely = FALSE)

arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(arguments[1], stringsAsFactors = TRUE)
n <- nrow(people)
people$one <- 1
people$given <- !is.na(people$score)
people$points <- ifelse(people$given, people$score, 0)  # a subset keeps rows of weight 0, where NA would spread
shares <- list(
  sector = c(policing = 0.30, health = 0.40, council = 0.22, other = 0.08),
  inner = c(inner = 0.40, outer = 0.60),
  level = c(front = 0.70, middle = 0.22, top = 0.08)
)
figures <- list()
keep <- function(name, ...) figures[[name]] <<- as.numeric(c(...))

# value and error of each kind of figure, whole and by domain
figures_of <- function(name, design) {
  scored <- subset(design, given)
  mean_of <- svymean(~points, scored)
  keep(paste0(name, " mean"), coef(mean_of), SE(mean_of))
  share <- svymean(~hit, design)
  keep(paste0(name, " percentage"), 100 * coef(share), 100 * SE(share))
  rate <- svyratio(~points, ~hours, scored)
  keep(paste0(name, " ratio"), coef(rate), SE(rate))
  for (sector in names(shares$sector)) {
    part <- scored[scored$variables$sector == sector, ]
    of_part <- svymean(~points, part)
    keep(paste0(name, " mean of ", sector), coef(of_part), SE(of_part), degf(part))
    hits <- svymean(~hit, design[design$variables$sector == sector, ])
    keep(paste0(name, " percentage of ", sector), 100 * coef(hits), 100 * SE(hits))
  }
  for (p in c(0.25, 0.5, 0.9)) {
    # Woodruff's interval about p itself; svyquantile has it about the share at or under the quantile
    value <- coef(svyquantile(~points, scored, p, ci = FALSE))
    people_of <- update(scored, under = as.numeric(points <= value))
    reach <- qt(0.975, degf(scored)) * as.numeric(SE(svymean(~under, people_of)))
    x <- scored$variables$points; w <- weights(scored)
    given <- w > 0
    keep(paste0(name, " quantile ", p), value,
         survey:::qrule_math(x[given], w[given], p - reach), survey:::qrule_math(x[given], w[given], p + reach))
  }
}

by_person <- svydesign(ids = ~1, weights = ~base, data = people)
by_unit <- svydesign(ids = ~organisation, weights = ~base, data = people)
by_stratum <- svydesign(ids = ~organisation, strata = ~stratum, weights = ~base, data = people)
figures_of("by person", by_person)
figures_of("by organisation", by_unit)
figures_of("by organisation in strata", by_stratum)

# raking from equal weights, by turns
margins <- lapply(names(shares), function(name) {
  table <- data.frame(names(shares[[name]]), n * shares[[name]])
  names(table) <- c(name, "Freq")
  table
})
turns <- list(maxit = 2000, epsilon = 1e-11, verbose = FALSE)
rake_turns <- function(design) rake(design, list(~sector, ~inner, ~level), margins, control = turns)
for (unit in c("person", "organisation", "organisation in strata")) {
  ids <- if (unit == "person") ~1 else ~organisation
  strata <- if (unit == "organisation in strata") ~stratum else NULL
  raked <- rake_turns(svydesign(ids = ids, strata = strata, weights = ~one, data = people))
  if (unit == "person") keep("raked weights", weights(raked))
  figures_of(paste("raked, by", unit), raked)
}

# raking by calibration: from unequal weights, and within limits
totals <- function(size) size * c(1, unlist(lapply(names(shares), function(name) {
  shares[[name]][levels(people[[name]])[-1]]
})))
# the package's own raking within limits takes 0 for a slope where the logarithm, not the weight, meets a limit,
# and does not converge here; the function is the same
limited <- make.calfun(
  Fm1 = function(u, bounds) pmin(pmax(exp(u), bounds$lower), bounds$upper) - 1,
  dF = function(u, bounds) ifelse(exp(u) < bounds$upper & exp(u) > bounds$lower, exp(u), 0),
  name = "raking within limits"
)
calibrated <- function(design, size, ...) {
  population <- totals(size)
  names(population) <- colnames(model.matrix(~ sector + inner + level, people))
  calibrate(design, ~ sector + inner + level, population, calfun = limited, epsilon = 1e-13, maxit = 200, ...)
}
unequal <- calibrated(by_unit, sum(people$base))
keep("raked from base weights", weights(unequal))
figures_of("raked from base, by organisation", unequal)
plain <- svydesign(ids = ~organisation, weights = ~one, data = people)
limits <- c(0.5, 2)
within <- calibrated(plain, n, bounds = limits, bounds.const = TRUE)
keep("raked within limits weights", weights(within))
figures_of("raked within limits, by organisation", within)

# errors as raking itself answers to who is there: residuals of a regression with the raked weights, of those
# whose weight is not at a limit, and the part that grows with everybody who answers
exact <- function(design, x, limits = c(0, Inf)) {
  w <- weights(design); counted <- !is.na(x)
  u <- ifelse(counted, x - sum((w * x)[counted]) / sum(w[counted]), 0) / sum(w[counted])
  inside <- w > limits[1] * (1 + 1e-9) & w < limits[2] * (1 - 1e-9)
  fitted <- lm(u ~ sector + inner + level, people, weights = w * inside)
  z <- w * (u - predict(fitted, people)) + sum(coef(fitted) * totals(1))
  SE(svytotal(~z, svydesign(ids = ~organisation, weights = ~one, data = cbind(people, z = z))))
}
equal <- rake_turns(plain)
keep("raked, exact error of mean", exact(equal, people$score))
keep("raked within limits, exact error of mean", exact(within, people$score, limits))

# the jackknife, every replicate raked anew: another way to the same errors
replicates <- as.svrepdesign(plain, type = "JK1", compress = FALSE)
again <- rake(replicates, list(~sector, ~inner, ~level), margins,
              control = list(maxit = 200, epsilon = 1e-9, verbose = FALSE))
scored <- subset(again, given)
keep("raked, jackknife of mean", SE(svymean(~points, scored)))
keep("raked, jackknife of percentage", 100 * SE(svymean(~hit, again)))

written <- vapply(names(figures), function(name) {
  numbers <- vapply(figures[[name]], function(x) format(x, digits = 15, scientific = FALSE), "")
  paste0('  "', name, '": [', paste(numbers, collapse = ", "), "]")
}, "")
writeLines(c("{", paste(written, collapse = ",\n"), "}"), arguments[2])
