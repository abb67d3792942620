namespace RagPruner.Conflicts.Statements;

/// <summary>What a text claims that can be compared: figures, dates, times, days and names.</summary>
internal sealed record Claims(
    IReadOnlyList<Located<Figure>> Figures, IReadOnlyList<Located<CalendarDate>> Dates, IReadOnlyList<Located<ClockTime>> Times,
    IReadOnlyList<Located<int>> Days, IReadOnlyList<Located<Name>> Names)
{
    /// <summary>Reads a text. What is a date is no figure.</summary>
    public static Claims Of(string text)
    {
        var (dates, rest) = CalendarDate.Read(text);
        (var times, rest) = ClockTime.Read(rest);
        return new Claims(FigureReader.Read(rest), dates, times, Weekdays.Read(rest), Name.Read(rest));
    }

    /// <summary>Whether there is nothing.</summary>
    public bool AreNone => Figures.Count + Dates.Count + Times.Count + Days.Count + Names.Count == 0;

    /// <summary>What has a part in a span of the text.</summary>
    public Claims In(int start, int end) => new(
        [.. Figures.Where(c => c.Overlaps(start, end))], [.. Dates.Where(c => c.Overlaps(start, end))], [.. Times.Where(c => c.Overlaps(start, end))],
        [.. Days.Where(c => c.Overlaps(start, end))], [.. Names.Where(c => c.Overlaps(start, end))]);

    /// <summary>Those that another text states too.</summary>
    public Claims StatedIn(Claims other) => new(
        [.. Figures.Where(c => other.Figures.Any(o => c.Value.Is(o.Value, areAnswers: c.Value.Unit is null || o.Value.Unit is null) == true))],
        [.. Dates.Where(c => other.Dates.Any(o => c.Value.Is(o.Value) == true))],
        [.. Times.Where(c => other.Times.Any(o => c.Value.Is(o.Value)))],
        [.. Days.Where(c => other.Days.Any(o => c.Value == o.Value))],
        [.. Names.Where(c => other.Names.Any(o => c.Value.Is(o.Value) == true))]);

    /// <summary>What a question does not say already: of that an answer tells nothing new.</summary>
    /// <param name="question">The question's claims.</param>
    /// <param name="words">The question's words.</param>
    public Claims Without(Claims question, IReadOnlySet<string> words) => new(
        [.. Figures.Where(c => !question.Figures.Any(q => c.Value.Is(q.Value, areAnswers: false) == true))],
        [.. Dates.Where(c => !question.Dates.Any(q => c.Value.Is(q.Value) == true))],
        [.. Times.Where(c => !question.Times.Any(q => c.Value.Is(q.Value)))],
        [.. Days.Where(c => !question.Days.Any(q => c.Value == q.Value))],
        [.. Names.Where(c => !c.Value.Words.All(words.Contains))]);

    private IReadOnlyList<Located<CalendarDate>> Years =>
        [.. Figures.Where(f => CalendarDate.YearOf(f.Value) is not null).Select(f => new Located<CalendarDate>(CalendarDate.YearOf(f.Value)!, f.Start, f.End))];

    /// <summary>Those that are of the kind that is asked for, where there are any.</summary>
    public Claims? For(ExpectedAnswer expected) => expected.Kind switch
    {
        AnswerKind.Figure when Figures.Any(f => expected.Counts(f.Value)) =>
            new Claims([.. Figures.Where(f => expected.Counts(f.Value))], [], [], [], []),
        AnswerKind.Moment when Dates.Count + Times.Count + Days.Count > 0 => this with { Figures = [], Names = [] },
        AnswerKind.Moment when Years.Count > 0 => new Claims([], Years, [], [], []),
        AnswerKind.Name when Names.Count > 0 => new Claims([], [], [], [], Names),
        _ => null,
    };
}
