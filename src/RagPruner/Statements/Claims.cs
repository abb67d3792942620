namespace RagPruner.Statements;

/// <summary>What a text claims that can be compared: figures, dates, times, days and names.</summary>
internal sealed record Claims(
    IReadOnlyList<Located<Figure>> Figures, IReadOnlyList<Located<CalendarDate>> Dates, IReadOnlyList<Located<ClockTime>> Times,
    IReadOnlyList<Located<int>> Days, IReadOnlyList<Located<Name>> Names)
{
    /// <summary>Reads a text. What is a date is no figure.</summary>
    public static Claims Of(string text)
    {
        var dates = CalendarDate.Read(text);
        var rest = text.Without(dates);
        var times = ClockTime.Read(rest);
        rest = rest.Without(times);
        return new Claims(FigureReader.Read(rest), dates, times, Weekdays.Read(rest), Name.Read(rest));
    }

    /// <summary>Whether there is nothing.</summary>
    public bool AreNone => Figures.Count + Dates.Count + Times.Count + Days.Count + Names.Count == 0;

    /// <summary>What has a part in a span of the text.</summary>
    public Claims In(int start, int end)
    {
        return new Claims(Within(Figures), Within(Dates), Within(Times), Within(Days), Within(Names));

        IReadOnlyList<Located<T>> Within<T>(IReadOnlyList<Located<T>> all) => Some(all, (start, end), static (c, span) => c.Overlaps(span.start, span.end));
    }

    /// <summary>Those that another text states too.</summary>
    /// <param name="own">The text that these stand in.</param>
    /// <param name="text">The other one, which may be long.</param>
    public Claims StatedIn(string own, string text)
    {
        // What stands there letter by letter need not be read to be found; and only what is looked for is.
        bool Stands<T>(Located<T> claim) => StandsIn(own.AsSpan(claim.Start, claim.End - claim.Start), text);
        var figures = Figures.All(Stands) ? [] : FigureReader.Read(text);
        var names = Names.All(Stands) ? [] : Name.Read(text);
        var dates = Dates.Count == 0 ? [] : CalendarDate.Read(text);
        var (times, days) = (Times.Count == 0 ? [] : ClockTime.Read(text), Days.Count == 0 ? [] : Weekdays.Read(text));
        return new Claims(
            [.. Figures.Where(c => Stands(c) || figures.Any(o => c.Value.Is(o.Value, areAnswers: c.Value.Unit is null || o.Value.Unit is null) == true))],
            [.. Dates.Where(c => dates.Any(o => c.Value.Is(o.Value) == true))],
            [.. Times.Where(c => times.Any(o => c.Value.Is(o.Value)))],
            [.. Days.Where(c => days.Any(o => c.Value == o.Value))],
            [.. Names.Where(c => Stands(c) || names.Any(o => c.Value.Is(o.Value) == true))]);
    }

    private static bool StandsIn(ReadOnlySpan<char> claim, ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOf(claim, StringComparison.Ordinal) is >= 0 and var at; from += at + 1)
        {
            var (start, end) = (from + at, from + at + claim.Length);
            if ((start == 0 || !IsPart(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]) && !IsMark(text, end)))
                return true;
        }
        return false;

        static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '.' or ',';
        static bool IsMark(ReadOnlySpan<char> text, int at) => text[at] is '.' or ',' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
    }

    /// <summary>What a question does not say already: of that an answer tells nothing new.</summary>
    /// <param name="question">The question's claims.</param>
    /// <param name="words">The question's words.</param>
    public Claims Without(Claims question, IReadOnlySet<string> words) => new(
        Some(Figures, question, static (c, question) => !question.Figures.Any(q => c.Value.Is(q.Value, areAnswers: false) == true)),
        Some(Dates, question, static (c, question) => !question.Dates.Any(q => c.Value.Is(q.Value) == true)),
        Some(Times, question, static (c, question) => !question.Times.Any(q => c.Value.Is(q.Value))),
        Some(Days, question, static (c, question) => !question.Days.Any(q => c.Value == q.Value)),
        Some(Names, words, static (c, words) => !c.Value.Words.All(words.Contains)));

    // Most texts claim little, and every draft is read: what has nothing costs nothing.
    private static IReadOnlyList<Located<T>> Some<T, TState>(IReadOnlyList<Located<T>> all, TState state, Func<Located<T>, TState, bool> holds)
    {
        if (all.Count == 0)
            return all;
        var some = new List<Located<T>>(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            if (holds(all[i], state))
                some.Add(all[i]);
        }
        return some;
    }

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
