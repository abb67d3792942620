namespace RagPruner.Calibration;

/// <summary>
/// Logistic regression with an L2 penalty on all weights but the intercept, fitted by Newton's method (Hastie,
/// Tibshirani and Friedman, "The Elements of Statistical Learning", 2009, section 4.4). Deterministic.
/// </summary>
/// <param name="Intercept">The log odds where all features are 0.</param>
/// <param name="Weights">What one unit of each feature adds to the log odds.</param>
internal sealed record LogisticRegression(double Intercept, IReadOnlyList<double> Weights)
{
    private const int MostSteps = 100;

    /// <summary>The log odds of a row of features.</summary>
    public double LogOdds(IReadOnlyList<double> features)
    {
        var sum = Intercept;
        for (var i = 0; i < Weights.Count; i++)
            sum += Weights[i] * features[i];
        return sum;
    }

    /// <summary>Fits the weights.</summary>
    /// <param name="rows">Features, one row for each example; standardised, so that the penalty treats them alike.</param>
    /// <param name="targets">What each should come out as, 0 to 1.</param>
    /// <param name="penalty">How strongly weights are drawn to 0; above 0, or weights of separable data grow without end.</param>
    public static LogisticRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double penalty)
    {
        var size = (rows.Count == 0 ? 0 : rows[0].Length) + 1;
        var weights = new double[size];
        var loss = Loss(rows, targets, weights, penalty);
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, hessian) = Derivatives(rows, targets, weights, penalty);
            var change = Solve(hessian, gradient);
            if (change.Max(Math.Abs) < 1e-9 || !TryStep(change))
                break;
        }
        return new LogisticRegression(weights[0], weights[1..]);

        // A full step may overshoot where the model is sure already. Where no shorter one helps either, rounding is all that is left.
        bool TryStep(double[] change)
        {
            for (var scale = 1.0; scale > 1e-3; scale /= 2)
            {
                var next = weights.Select((w, i) => w - scale * change[i]).ToArray();
                if (Loss(rows, targets, next, penalty) is var lower && lower < loss)
                {
                    (weights, loss) = (next, lower);
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>The probability of a log odds.</summary>
    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>log(1 + e^x), without overflow: the loss of log odds x where the outcome is 0.</summary>
    public static double LogOnePlusExp(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double Loss(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double[] weights, double penalty)
    {
        var loss = penalty / 2 * weights.Skip(1).Sum(w => w * w);
        for (var r = 0; r < rows.Count; r++)
        {
            var logOdds = LogOdds(rows[r], weights);
            loss += LogOnePlusExp(logOdds) - targets[r] * logOdds;
        }
        return loss;
    }

    private static (double[] Gradient, double[,] Hessian) Derivatives(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double[] weights,
        double penalty)
    {
        var (gradient, hessian) = (new double[weights.Length], new double[weights.Length, weights.Length]);
        for (var r = 0; r < rows.Count; r++)
        {
            var p = Probability(LogOdds(rows[r], weights));
            for (var i = 0; i < weights.Length; i++)
            {
                var x = i == 0 ? 1 : rows[r][i - 1];
                gradient[i] += (p - targets[r]) * x;
                for (var j = 0; j <= i; j++)
                    hessian[i, j] += p * (1 - p) * x * (j == 0 ? 1 : rows[r][j - 1]);
            }
        }
        for (var i = 0; i < weights.Length; i++)
        {
            gradient[i] += i == 0 ? 0 : penalty * weights[i];
            // The intercept's tiny ridge keeps the system solvable where every p is 0 or 1.
            hessian[i, i] += i == 0 ? 1e-9 : penalty;
            for (var j = 0; j < i; j++)
                hessian[j, i] = hessian[i, j];
        }
        return (gradient, hessian);
    }

    private static double LogOdds(double[] row, double[] weights)
    {
        var sum = weights[0];
        for (var i = 0; i < row.Length; i++)
            sum += weights[i + 1] * row[i];
        return sum;
    }

    /// <summary>Gaussian elimination with pivots; the systems have a handful of unknowns.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        var (a, b) = ((double[,])matrix.Clone(), (double[])right.Clone());
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(a[r, column]));
            for (var k = 0; k < n; k++)
                (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]);
            (b[column], b[pivot]) = (b[pivot], b[column]);
            for (var r = column + 1; r < n; r++)
            {
                var factor = a[r, column] / a[column, column];
                for (var k = column; k < n; k++)
                    a[r, k] -= factor * a[column, k];
                b[r] -= factor * b[column];
            }
        }
        var solution = new double[n];
        for (var r = n - 1; r >= 0; r--)
            solution[r] = (b[r] - Enumerable.Range(r + 1, n - r - 1).Sum(k => a[r, k] * solution[k])) / a[r, r];
        return solution;
    }
}
