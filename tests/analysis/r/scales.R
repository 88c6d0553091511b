# The figures that R gives for the data beside this file: Rscript scales.R DATA.json FIGURES.json
# On Debian: r-base-core r-cran-psych r-cran-gparotation r-cran-lme4 r-cran-coin r-cran-jsonlite
suppressPackageStartupMessages({
  library(jsonlite)
  library(psych)
  library(lme4)
  library(coin)
})
paths <- commandArgs(trailingOnly = TRUE)
data <- fromJSON(paths[1], simplifyVector = TRUE)

held_together <- function(items) {
  items <- as.data.frame(items)
  alpha <- suppressWarnings(psych::alpha(items, check.keys = FALSE))
  own <- factanal(items, 1, control = list(opt = list(factr = 10, pgtol = 0), nstart = 3))
  loading <- as.numeric(own$loadings) * sign(sum(own$loadings))
  unique <- as.numeric(own$uniquenesses)
  spread <- sapply(items, sd)
  total <- suppressWarnings(suppressMessages(psych::omega(items, 1, fm = "ml", plot = FALSE)))
  list(
    alpha = alpha$total$raw_alpha,
    item_rest = alpha$item.stats$r.drop,
    loadings = loading,
    uniquenesses = unique,
    omega = sum(loading * spread)^2 / (sum(loading * spread)^2 + sum(unique * spread^2)),
    psych_omega_standardised = total$omega.tot
  )
}

between <- function(values, unit) {
  frame <- data.frame(y = values, unit = factor(unit))
  control <- lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12))
  fit <- lmer(y ~ 1 + (1 | unit), frame, REML = TRUE, control = control)
  parts <- as.data.frame(VarCorr(fit))$vcov
  deviance <- lmer(y ~ 1 + (1 | unit), frame, REML = TRUE, devFunOnly = TRUE)
  best <- getME(fit, "theta")[[1]]
  beyond <- function(theta) deviance(theta) - deviance(best) - qchisq(0.95, 1)
  low <- if (beyond(0) <= 0) 0 else uniroot(beyond, c(0, best), tol = 1e-12)$root
  high <- uniroot(beyond, c(best, 100), tol = 1e-12)$root
  list(
    between = parts[1], within = parts[2], icc = parts[1] / sum(parts),
    low = low^2 / (1 + low^2), high = high^2 / (1 + high^2)
  )
}

answers <- data$answers$rows
group <- data$answers$group
first <- answers[, 1]
two <- wilcox.test(first[group == 0], first[group == 2], exact = FALSE, correct = TRUE)
three <- kruskal.test(first, factor(group))
published <- kruskal.test(data$efficiency$rows)
rows <- data$dyestuff$rows
ratings <- suppressWarnings(psych::ICC(data$ratings$rows, lmer = FALSE))$results

functioning <- lapply(0:2, function(focal) {
  rest <- rowSums(answers[, -1])
  frame <- data.frame(y = first, g = factor(group == focal), s = factor(rest))
  both <- tapply(frame$g, frame$s, function(g) length(unique(g)) == 2)
  kept <- droplevels(frame[frame$s %in% names(both)[both], ])
  test <- independence_test(y ~ g | s, kept, teststat = "quadratic")
  strata <- split(kept, kept$s)
  weight <- sapply(strata, function(part) sum(part$g == "TRUE"))
  apart <- sapply(strata, function(part) mean(part$y[part$g == "TRUE"]) - mean(part$y[part$g == "FALSE"]))
  list(
    chi_squared = as.numeric(statistic(test)), p = as.numeric(pvalue(test)),
    difference = sum(weight * apart) / sum(weight) / sd(first)
  )
})

heywood <- factanal(covmat = matrix(unlist(data$abilities$rows), 3), factors = 1, n.obs = 100)

write_json(list(
  versions = list(
    R = paste(R.version$major, R.version$minor, sep = "."),
    psych = as.character(packageVersion("psych")),
    lme4 = as.character(packageVersion("lme4")),
    coin = as.character(packageVersion("coin"))
  ),
  attitude = held_together(data$attitude$rows),
  answers = held_together(answers),
  heywood = as.numeric(heywood$uniquenesses),
  dyestuff = between(as.numeric(t(rows)), rep(seq_len(nrow(rows)), each = ncol(rows))),
  organisations = between(rowMeans(answers), data$answers$organisation),
  ratings = list(
    icc = ratings$ICC[1], low = ratings[["lower bound"]][1], high = ratings[["upper bound"]][1]
  ),
  mann_whitney = list(w = as.numeric(two$statistic), p = two$p.value),
  kruskal_wallis = list(h = as.numeric(three$statistic), p = three$p.value),
  efficiency = list(h = as.numeric(published$statistic), p = published$p.value),
  holm = p.adjust(data$chances$rows, "holm"),
  benjamini_hochberg = p.adjust(data$chances$rows, "BH"),
  functioning = functioning
), paths[2], digits = 10, auto_unbox = TRUE, pretty = TRUE)
