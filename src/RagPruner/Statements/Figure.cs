namespace RagPruner.Statements;

/// <summary>A figure of an answer: a number or a range, in the unit of its dimension.</summary>
/// <param name="Low">The number; of a range its lower end.</param>
/// <param name="High">The same; of a range its upper end.</param>
/// <param name="Step">What one more of its last written digit would add: how exactly it was written.</param>
/// <param name="Unit">What it counts; null for a bare number.</param>
internal sealed record Figure(double Low, double High, double Step, Unit? Unit)
{
    // What rounding may hide. 10 for 10.4, but not 2 hours for 90 minutes.
    private const double MostRounding = 0.05;

    // 5,300 for 5,284.
    private const double RoundNumber = 0.02;

    // "About 5,000" for 5,284, and "about 1,300" for 1,247.
    private const double Approximate = 0.10;

    // Months differ in length.
    private const double CalendarRounding = 0.04;

    /// <summary>The number as it reads where point and comma change places; null if it reads in one way only.</summary>
    public double? Alternative { get; init; }

    /// <summary>Whether it is said to be a rough one.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>Whether both are the same, as far as they were written; null where they cannot be compared.</summary>
    public bool? Is(Figure other, bool areAnswers)
    {
        if (Unit?.Dimension == other.Unit?.Dimension)
            return IsNear(other);
        if (Unit is { IsCurrency: true } && other.Unit is { IsCurrency: true })
            return Low == other.Low ? false : null;
        // A bare number may stand for anything, and people call the same things by different names.
        var mayBeOfOneKind = Unit is null || other.Unit is null || Unit.IsThing && other.Unit.IsThing;
        return mayBeOfOneKind && areAnswers ? InItsOwnUnit.IsNear(other.InItsOwnUnit) : null;
    }

    // As it was written, for the comparison with a number of which no unit is known.
    private Figure InItsOwnUnit => Unit is null ? this : this with
    {
        Low = (Low - Unit.Offset) / Unit.Factor,
        High = (High - Unit.Offset) / Unit.Factor,
        Step = Step / Unit.Factor,
        Alternative = (Alternative - Unit.Offset) / Unit.Factor,
    };

    private bool IsNear(Figure other) =>
        Low <= other.High && other.Low <= High
        || IsNear(other, Math.Max(Low, other.Low), Math.Min(High, other.High))
        || Alternative is { } mine && IsNear(other, mine, other.Low)
        || other.Alternative is { } theirs && IsNear(other, Low, theirs);

    private bool IsNear(Figure other, double one, double two)
    {
        var (difference, size) = (Math.Abs(one - two), Math.Max(Math.Abs(one), Math.Abs(two)));
        // Sums of binary fractions are never quite what was written.
        const double slack = 1e-9;
        var share = difference / (size + double.Epsilon);
        if (share <= slack)
            return true;
        var isRough = IsApproximate || other.IsApproximate;
        if (share <= MostRounding && (isRough || difference <= Math.Max(Step, other.Step) / 2 + slack))
            return true;
        var isRound = difference <= Math.Max(RoundStep, other.RoundStep) / 2 + slack;
        return isRound && share <= (isRough ? Approximate : RoundNumber)
            || Unit?.IsCalendar != other.Unit?.IsCalendar && share <= CalendarRounding;
    }

    // The step if the zeros at its end are for roundness only.
    private double RoundStep
    {
        get
        {
            var step = Step;
            while (Low != 0 && step < Math.Abs(Low) && Math.Abs(Math.IEEERemainder(Low, step * 10)) < step / 1000)
                step *= 10;
            return step;
        }
    }
}
