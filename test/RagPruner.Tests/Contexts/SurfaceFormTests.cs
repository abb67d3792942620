using RagPruner.Contexts;

namespace RagPruner.Tests.Contexts;

/// <summary>What counts as surface, mark by mark and word by word; what whole passages come to stands in DuplicateMergeTests.</summary>
public sealed class SurfaceFormTests
{
    /// <summary>Words before which "a" says something: "a few" and "few", "a is" and "is".</summary>
    public static TheoryData<string> WordsThatNeedTheirArticle =>
    [
        "few", "little", "bit", "lot", "most", "more", "less", "many", "while", "number", "majority", "variety",
        "for", "of", "in", "to", "and", "or", "is", "on", "at", "by", "with", "from", "as",
    ];

    /// <summary>Words by which a text is known as English, in the only language whose articles are dropped.</summary>
    public static TheoryData<string> EnglishWords => ["the", "of", "is", "and", "are", "with", "to", "must", "The"];

    /// <summary>Short words that are written in capitals because the heading is, and not because they abbreviate something.</summary>
    public static TheoryData<string> ShortWordsOfHeadings =>
        ["and", "or", "of", "in", "on", "to", "for", "the", "with", "from", "by", "at", "is", "are", "not", "how", "und", "de", "la", "el"];

    [Theory]
    [MemberData(nameof(WordsThatNeedTheirArticle))]
    public void An_article_stays_where_it_says_something(string word)
    {
        Same($"There is a {word} here.", $"There is {word} here.").ShouldBeFalse();
        Same($"There is a {word}, here.", $"There is {word}, here.").ShouldBeFalse();
        Same($"There is a {word.ToUpperInvariant()} here.", $"There is {word.ToUpperInvariant()} here.").ShouldBeFalse();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("an")]
    [InlineData("the")]
    public void An_article_is_surface_before_any_other_word(string article)
    {
        Same($"It is {article} ferry.", "It is ferry.").ShouldBeTrue();
        var first = char.ToUpperInvariant(article[0]) + article[1..];
        Same($"{first} ferry is late.", "Ferry is late.").ShouldBeTrue();
        Same($"It is late. {first} ferry is here.", "It is late. Ferry is here.").ShouldBeTrue();
        // In the middle of a sentence a capital is a name: vitamin A.
        Same($"It is {first} ferry.", "It is ferry.").ShouldBeFalse();
        // Before a figure, a sign or one letter it may be one itself.
        Same($"It is {article} 5.", "It is 5.").ShouldBeFalse();
        Same($"It is {article} x here.", "It is x here.").ShouldBeFalse();
        Same($"It is {article}", "It is").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(EnglishWords))]
    public void One_word_tells_that_a_text_is_English(string word)
    {
        Same($"ships {word} carry a ferry", $"ships {word} carry ferry").ShouldBeTrue();
        Same($"ships {word}x carry a ferry", $"ships {word}x carry ferry").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(ShortWordsOfHeadings))]
    public void A_heading_in_capitals_is_the_same_heading(string word)
    {
        Same($"# Ferries {word} Trains\n\nThey are daily.", $"# FERRIES {word.ToUpperInvariant()} TRAINS\n\nThey are daily.").ShouldBeTrue();
        Same($"They carry ferries {word} trains daily.", $"They carry ferries {word.ToUpperInvariant()} trains daily.").ShouldBeFalse();
    }

    [Theory]
    [InlineData("# Power of 5 MW\n\nIt runs.", "# Power of 5 mW\n\nIt runs.")]
    [InlineData("# Help for US\n\nIt runs.", "# Help for us\n\nIt runs.")]
    [InlineData("# Use of the Xyz\n\nIt runs.", "# Use of the XYZ\n\nIt runs.")]
    public void An_abbreviation_in_a_heading_keeps_its_case(string first, string second) => Same(first, second).ShouldBeFalse();

    [Theory]
    [InlineData("# Ferry lines\n\nThey run.")]
    [InlineData("## Ferry lines\n\nThey run.")]
    [InlineData("###### Ferry lines\n\nThey run.")]
    [InlineData("  # Ferry lines\nThey run.")]
    [InlineData("Ferry lines\n\nThey run.")]
    [InlineData("Ferry lines\nThey run.")]
    [InlineData("FERRY LINES\nThey run.")]
    [InlineData("FERRY LINES\n\nThey run.")]
    public void What_is_a_heading_is_so_by_its_marks_its_place_or_its_capitals(string text) => Same(text, "Ferry Lines They run.").ShouldBeTrue();

    [Theory]
    [InlineData("It is.\nFERRY LINES\nthey run.", "It is.\nFerry lines\nthey run.")]
    [InlineData("It is.\nLINE CARS\nthey run.", "It is.\nLine cars\nthey run.")]
    public void A_line_in_capitals_is_a_heading_wherever_it_stands(string first, string second) => Same(first, second).ShouldBeTrue();

    [Theory]
    // Too long for one, or with an end, or in the middle of a paragraph, or at the end, or what follows goes on.
    [InlineData("One two three four five six seven eight lines\nThey run.", "One two three four five six seven eight Lines\nThey run.")]
    [InlineData("Some ferry lines,\nThey run.", "Some ferry Lines,\nThey run.")]
    [InlineData("It is here now.\nSome ferry lines\nThey run.", "It is here now.\nSome ferry Lines\nThey run.")]
    [InlineData("It is here.\n\nSome ferry lines", "It is here.\n\nSome ferry Lines")]
    [InlineData("Some ferry lines\nthat run.", "Some ferry Lines\nthat run.")]
    [InlineData("Some ferry lines\nand run.", "Some ferry Lines\nand run.")]
    [InlineData("Some ferry lines\nzoom out.", "Some ferry Lines\nzoom out.")]
    [InlineData("Some ferry lines\n  that run.", "Some ferry Lines\n  that run.")]
    // Too few capitals, one word, or a figure among them.
    [InlineData("It is.\nLIN CARS\nthey run.", "It is.\nLIN cars\nthey run.")]
    [InlineData("It is.\nFERRYLINES\nthey run.", "It is.\nferrylines\nthey run.")]
    [InlineData("It is.\nFERRY LINES 5\nthey run.", "It is.\nFERRY lines 5\nthey run.")]
    public void What_is_none_keeps_its_case(string first, string second) => Same(first, second).ShouldBeFalse();

    [Fact]
    public void Eight_words_and_a_blank_line_before_it_still_make_a_heading() =>
        Same("It runs.\n\none two three four five six seven lines\nThey run.", "It runs.\n\nOne two three four five six seven Lines\nThey run.").ShouldBeTrue();

    [Theory]
    [InlineData("ﬀ", "ff")]
    [InlineData("ﬁ", "fi")]
    [InlineData("ﬂ", "fl")]
    [InlineData("ﬃ", "ffi")]
    [InlineData("ﬄ", "ffl")]
    [InlineData("ﬅ", "st")]
    [InlineData("ﬆ", "st")]
    [InlineData("…", "...")]
    [InlineData(" -- ", " - ")]
    [InlineData("“", "\"")]
    [InlineData("”", "\"")]
    [InlineData("„", "\"")]
    [InlineData("‟", "\"")]
    [InlineData("«", "\"")]
    [InlineData("»", "\"")]
    [InlineData("″", "\"")]
    [InlineData("‘", "'")]
    [InlineData("’", "'")]
    [InlineData("‚", "'")]
    [InlineData("‛", "'")]
    [InlineData("′", "'")]
    [InlineData("\u2010", "-")]
    [InlineData("\u2011", "-")]
    [InlineData("\u2012", "-")]
    [InlineData("\u2013", "-")]
    [InlineData("\u2014", "-")]
    [InlineData("\u2015", "-")]
    [InlineData("\u2212", "-")]
    [InlineData("`", "")]
    [InlineData("&amp;", "&")]
    [InlineData("e\u0301", "é")]
    public void What_typesetting_did_is_undone(string set, string typed) => Same($"he{set}n it", $"he{typed}n it").ShouldBeTrue();

    [Theory]
    [InlineData("a fer-\nry late", "a ferry late")]
    [InlineData("a fer-\n   ry late", "a ferry late")]
    [InlineData("ferry\r\nlate", "ferry late")]
    [InlineData("ferry late.", "ferry late")]
    [InlineData("ferry `late`", "ferry late")]
    [InlineData("**ferry** late", "ferry late")]
    [InlineData("_ferry line_ late", "ferry line late")]
    [InlineData("* ferry late", "ferry late")]
    [InlineData("- ferry late", "ferry late")]
    [InlineData("• ferry late", "ferry late")]
    [InlineData("– ferry late", "ferry late")]
    [InlineData("\n\n\nferry\n\n\nlate\n\n", "ferry late")]
    public void So_is_what_layout_did(string laidOut, string plain) => Same(laidOut, plain).ShouldBeTrue();

    [Theory]
    [InlineData("Fer-\nRy late", "FerRy late")]
    [InlineData("ferry late!", "ferry late")]
    [InlineData("ferry. late", "ferry late")]
    [InlineData("- 5 late", "5 late")]
    [InlineData("- ferry - late", "ferry late")]
    [InlineData("ferry--late", "ferry-late")]
    public void What_may_mean_something_is_not(string first, string second) => Same(first, second).ShouldBeFalse();

    [Theory]
    [InlineData("It is late. Ferry runs", "It is late. ferry runs", true)]
    [InlineData("It is late! Ferry runs", "It is late! ferry runs", true)]
    [InlineData("It is late? Ferry runs", "It is late? ferry runs", true)]
    [InlineData("It is 'late.' Ferry runs", "It is 'late.' ferry runs", true)]
    [InlineData("It is \"late.\" Ferry runs", "It is \"late.\" ferry runs", true)]
    [InlineData("(It is late.) Ferry runs", "(It is late.) ferry runs", true)]
    [InlineData("It is late, Ferry runs", "It is late, ferry runs", false)]
    [InlineData("It is late. FERRY runs", "It is late. ferry runs", false)]
    [InlineData("It is late. FerrY runs", "It is late. ferrY runs", false)]
    [InlineData("It is late. V runs", "It is late. v runs", false)]
    [InlineData("It is late. F5 runs", "It is late. f5 runs", false)]
    [InlineData("It is late. Ferry, runs", "It is late. ferry, runs", true)]
    public void The_first_word_of_a_sentence_may_be_in_either_case(string first, string second, bool isSame) => Same(first, second).ShouldBe(isSame);

    [Theory]
    [InlineData("\n\nPayment and refund\n\nIt is paid.", "\n\nPAYMENT AND REFUND\n\nIt is paid.", true)]
    [InlineData("\n\nCost of a Trip\n\nIt is paid.", "\n\nCost OF a Trip\n\nIt is paid.", true)]
    [InlineData("\n\nTrip is on us\n\nIt is paid.", "\n\nTrip is on US\n\nIt is paid.", false)]
    [InlineData("It is paid by card.", "it is paid by card.", true)]
    [InlineData("It is paid by card in may.", "It is paid by card in May.", false)]
    [InlineData("It is paid.\n# Dogs and cats\nThe dog is free.", "It is paid.\n# DOGS AND CATS\nThe dog is free.", true)]
    [InlineData("It is ﬁne and oﬀered…", "It is fine and offered...", true)]
    [InlineData("It is “quoted” – and ‘so’.", "It is \"quoted\" - and 'so'.", true)]
    [InlineData("It is re-\nfunded and paid.", "It is refunded and paid.", true)]
    [InlineData("It is A-\nB and paid.", "It is AB and paid.", false)]
    [InlineData("* It is paid and done.", "It is paid and done.", true)]
    [InlineData("- 5 is paid and done.", "5 is paid and done.", false)]
    [InlineData("It is **paid** and _very soon_ done.", "It is paid and very soon done.", true)]
    [InlineData("It is R&amp;D and paid.", "It is R&D and paid.", true)]
    [InlineData("The dog is a friend of many.", "Dog is friend of many.", true)]
    [InlineData("It is a bit of luck.", "It is bit of luck.", false)]
    [InlineData("KOSTEN ALLER FAHRTEN\nWir helfen.", "kosten aller fahrten\nWir helfen.", true)]
    public void Surfaces_are_the_same_where_no_fact_differs(string first, string second, bool isSame) =>
        Same(first, second).ShouldBe(isSame);

    [Fact]
    public void A_word_of_any_length_is_read_whole()
    {
        foreach (var length in new[] { 127, 128, 129, 300 })
        {
            Same($"it {new string('x', length)}’", $"it {new string('x', length)}'").ShouldBeTrue();
            Same($"it {new string('x', length)}y", $"it {new string('x', length)}z").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n ")]
    [InlineData("`")]
    [InlineData("\u200B")]
    [InlineData(".")]
    public void A_text_without_words_is_empty(string text) => SurfaceForm.Of(text).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Words_do_not_run_into_each_other()
    {
        Same("ab c", "a bc").ShouldBeFalse();
        SurfaceForm.Of("ab c").Hash.ShouldNotBe(SurfaceForm.Of("a bc").Hash);
        SurfaceForm.Of("Ab c").Hash.ShouldBe(SurfaceForm.Of("ab c").Hash);
        SurfaceForm.Of("ab").IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void A_text_that_goes_on_is_another() => Same("ferry late now", "ferry late").ShouldBeFalse();

    private static bool Same(string first, string second)
    {
        var (a, b) = (SurfaceForm.Of(first), SurfaceForm.Of(second));
        a.Is(b).ShouldBe(b.Is(a));
        return a.Is(b);
    }
}
