# How often the 95 % intervals of analysis.R hold the true lagged effects, over simulated trials.
#
#     Rscript coverage.R [--trials N] [--scenario NAME|all] [--seed S] [--cores N] [--centred]
#                        [--participants N] [--table FILE]
#
# Ends with 1 where, in the main scenario (moderate), an interval holds the truth in less than 92 %
# or more than 98 % of the trials. A trial whose model could not be fitted counts as not held.
# --centred adds the model with person-mean centred predictors, to compare; --table writes the
# figures as CSV.

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "simulate.R"))
source(file.path(here, "../../Sources/MusikPlay/Analysis/analysis.R"))

BAR <- c(0.92, 0.98)
MAIN <- "moderate"

options_given <- function(arguments) {
  given <- list(
    trials = 500, scenario = MAIN, seed = 1, cores = 1, participants = 32, centred = FALSE,
    table = "")
  while (length(arguments) > 0) {
    name <- sub("^--", "", arguments[1])
    if (!name %in% names(given)) stop("unknown option ", arguments[1])
    if (name == "centred") {
      given$centred <- TRUE
      arguments <- arguments[-1]
    } else {
      is_text <- name %in% c("scenario", "table")
      given[[name]] <- if (is_text) arguments[2] else as.numeric(arguments[2])
      arguments <- arguments[-(1:2)]
    }
  }
  if (!given$scenario %in% c("all", names(scenarios))) {
    stop("scenarios: ", paste(c("all", names(scenarios)), collapse = ", "))
  }
  given
}

# One row per effect and model: estimate, interval, whether a simpler structure was fitted.
analyze_one <- function(number, scenario, given) {
  # A trial of its own for every number, whichever core it falls to.
  set.seed(given$seed * 1e5 + number)
  trial <- check_trial(simulate_trial(scenario, given$participants))
  tables <- lapply(names(EXPERIENCES), function(experience) {
    tables <- list(joint_model(trial, experience)$table)
    if (given$centred) {
      tables <- c(tables, lapply(
        c("forward", "backward"), function(direction) centred_model(trial, experience, direction)))
    }
    cbind(do.call(rbind, tables), experience = experience)
  })
  table <- do.call(rbind, tables)
  table <- table[table$level == "within", ]
  table$effect <- paste(table$direction, table$experience)
  table$simpler <- grepl("simpler than planned", table$note)
  table[c("model", "effect", "estimate", "se", "lower", "upper", "simpler")]
}

summarize <- function(results, truth) {
  do.call(rbind, lapply(split(results, paste(results$model, results$effect)), function(rows) {
    true <- truth[[rows$effect[1]]]
    fitted <- !is.na(rows$estimate)
    held <- fitted & rows$lower <= true & true <= rows$upper
    coverage <- mean(held)
    data.frame(
      model = rows$model[1], effect = rows$effect[1], true = true,
      mean = mean(rows$estimate[fitted]), sd = sd(rows$estimate[fitted]),
      se = mean(rows$se[fitted]), coverage = 100 * coverage,
      mc_error = 100 * sqrt(coverage * (1 - coverage) / nrow(rows)),
      excludes_zero = 100 * mean(fitted & (rows$lower > 0 | rows$upper < 0)),
      not_fitted = sum(!fitted), simpler = sum(rows$simpler))
  }))
}

main <- function(given) {
  names <- if (given$scenario == "all") names(scenarios) else given$scenario
  missed <- FALSE
  tables <- list()
  for (name in names) {
    results <- parallel::mclapply(
      seq_len(given$trials), analyze_one, scenarios[[name]], given, mc.cores = given$cores)
    broken <- vapply(results, inherits, NA, "try-error")
    if (any(broken)) stop(results[broken][[1]])
    table <- summarize(do.call(rbind, results), true_effects(scenarios[[name]]))
    tables[[name]] <- cbind(scenario = name, table)
    cat(name, ": ", given$trials, " trials of ", given$participants,
      " participants; coverage and its Monte Carlo error in %\n", sep = "")
    print(format(table, digits = 3), row.names = FALSE, right = TRUE)
    if (name == MAIN) {
      joint <- table$coverage[table$model == "joint"] / 100
      missed <- any(joint < BAR[1] | joint > BAR[2])
      cat(if (missed) "MISSED" else "ok", ": the joint model has to lie within ", 100 * BAR[1],
        " and ", 100 * BAR[2], " %\n", sep = "")
    }
    cat("\n")
  }
  if (given$table != "") write.csv(do.call(rbind, tables), given$table, row.names = FALSE)
  quit(status = if (missed) 1 else 0)
}

options(width = 160)
main(options_given(commandArgs(TRUE)))
