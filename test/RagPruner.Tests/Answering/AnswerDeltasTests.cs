using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Answering;

public sealed class AnswerDeltasTests
{
    private static readonly Context[] s_kept = [Make.Context(2, "It leaves at nine. See https://ferry.example/times."), Make.Context(5, "Pets travel free.")];

    [Fact]
    public void Shows_words_as_they_come_one_behind_and_the_rest_at_the_end()
    {
        var shown = new List<string>();
        var deltas = new AnswerDeltas(s_kept, shown.Add);
        foreach (var piece in new[] { "Pets are", " free", " [2]. It", " leaves", " at nine [1]" })
            deltas.Report(piece);
        string.Concat(shown).ShouldBe("Pets are free [1]. It leaves at");
        deltas.Finish("Pets are free [1]. It leaves at nine [2]");
        string.Concat(shown).ShouldBe("Pets are free [1]. It leaves at nine [2]");
    }

    [Fact]
    public void Shows_text_without_spaces_by_its_sentences()
    {
        var shown = new List<string>();
        var deltas = new AnswerDeltas(s_kept, shown.Add);
        foreach (var piece in "渡轮九点出发。宠物免费，狗也一样。")
            deltas.Report($"{piece}");
        string.Concat(shown).ShouldBe("渡轮九点出发。宠物免费，狗也一样。");
    }

    [Theory]
    [InlineData("https://evil.example/a")]
    [InlineData("evil.example.com")]
    [InlineData("[go\n on](https://evil.example/a \"or (not)\")")]
    [InlineData("![x](<//evil.example/a b>)")]
    [InlineData("<https://evil.example>")]
    [InlineData("[x]: https://evil.example/a")]
    [InlineData("www [9].evil.com")]
    [InlineData("evil@evil.com")]
    public void Shows_no_part_of_a_forbidden_link_whatever_the_pieces(string link)
    {
        foreach (var size in Enumerable.Range(1, 12))
        {
            var shown = "";
            var deltas = new AnswerDeltas(s_kept, piece => shown += piece);
            foreach (var piece in $"At nine {link} or so, says the harbour master.".Chunk(size))
                deltas.Report(new string(piece));
            shown.ShouldNotContain("evil");
            shown.ShouldStartWith("At nine");
        }
    }

    [Theory]
    [InlineData("Not in the context.")]
    [InlineData("not in the sources")]
    public void Shows_nothing_of_what_the_products_own_words_replace(string text)
    {
        var deltas = new AnswerDeltas(s_kept, static _ => Assert.Fail("shown"));
        foreach (var c in text)
            deltas.Report($"{c}");
    }

    [Fact]
    public void Goes_on_where_a_second_attempt_says_the_same()
    {
        var shown = new List<string>();
        var deltas = new AnswerDeltas(s_kept, shown.Add);
        deltas.Report("Pets are free here ");
        deltas.Restart();
        deltas.Report("Pets are free ");
        deltas.Report("here and there, ");
        string.Concat(shown).ShouldBe("Pets are free here and");
    }

    [Fact]
    public void Shows_nothing_more_where_a_second_attempt_says_something_else()
    {
        var shown = new List<string>();
        var deltas = new AnswerDeltas(s_kept, shown.Add);
        deltas.Report("Pets are free here ");
        deltas.Restart();
        deltas.Report("Dogs and cats travel free of charge ");
        deltas.Finish("Dogs and cats travel free of charge");
        shown.ShouldBe(["Pets are free"]);
    }

    [Theory]
    [InlineData(51, "evil] ", "mailto:mailto:\"https: and so on, and on.")]
    [InlineData(47, "https://ferry.example/times   mailto:。www", ".https: and so on, and on.")]
    public void What_is_removed_far_behind_joins_nothing_that_was_shown(int words, string first, string rest)
    {
        // So long that the place between is the first one behind which what was shown might be left alone.
        first = string.Concat(Enumerable.Repeat("word ", words)) + first;
        var shown = "";
        var deltas = new AnswerDeltas(s_kept, piece => shown += piece);
        deltas.Report(first);
        foreach (var c in rest)
            deltas.Report($"{c}");
        deltas.Finish(AnswerCheck.Check(first + rest, s_kept).Text);
        shown.ShouldBe(AnswerCheck.Check(first + rest, s_kept).Text);
    }

    [Property(MaxTest = 500)]
    public Property What_is_shown_is_at_every_moment_a_text_that_passes_the_check() => Prop.ForAll(Hostile(), pieces =>
    {
        var shown = "";
        var deltas = new AnswerDeltas(s_kept, piece => shown += piece);
        foreach (var piece in pieces)
        {
            deltas.Report(piece);
            AnswerCheck.Check(shown, s_kept).Flags.ShouldBeEmpty();
            AnswerCheck.Continue(shown, s_kept, []).Text.Length.ShouldBe(shown.Length);
        }
    });

    [Property(MaxTest = 500)]
    public Property What_is_shown_in_all_is_the_answer_where_nothing_is_taken_from_it() => Prop.ForAll(Harmless(), pieces =>
    {
        var shown = "";
        var deltas = new AnswerDeltas(s_kept, piece => shown += piece);
        foreach (var piece in pieces)
            deltas.Report(piece);
        var answer = AnswerCheck.Check(string.Concat(pieces).Trim(), s_kept).Text;
        answer.ShouldStartWith(shown);
        deltas.Finish(answer);
        shown.ShouldBe(answer);
    });

    private static Arbitrary<string[]> Hostile() => Pieces(
        "[", "]", "(", ")", "](", "]: ", "<", ">", "!", "\"", "'", " ", " ", " ", "\n", "http://", "https:", "//", "evil", ".com", "/a", "www", ".", "www.", "mailto:",
        "javascript:", "@", "[1]", "[9]", "[2, 7]", "https://ferry.example/times", "\u200B", "&#58;", "\u00AD", "<a href=", "word", "nine", "。", "é", "🙂");

    private static Arbitrary<string[]> Harmless() => Pieces(
        "It ", "leaves ", "at nine ", "[1]", "[2]. ", ", ", ". ", "\n\n", "- ", "Pets ", "travel ", "(free) ", "https://ferry.example/times ", "\"often\" ", "渡轮。", "é ", "🙂 ");

    /// <summary>Fragments in a row, cut anywhere, in the middle of fragments too.</summary>
    private static Arbitrary<string[]> Pieces(params string[] fragments) => (
        from parts in Gen.Elements(fragments).NonEmptyListOf()
        from times in Gen.Elements(1, 1, 1, 7)
        let text = string.Concat(Enumerable.Repeat(string.Concat(parts), times))
        from cuts in Gen.Choose(0, text.Length).ListOf()
        select Cut(text, [.. cuts.Append(0).Append(text.Length).Distinct().Order()])).ToArbitrary();

    private static string[] Cut(string text, int[] at) => [.. at.Zip(at.Skip(1), (from, to) => text[from..to])];
}
