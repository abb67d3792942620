using System.Text.Json;
using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Contexts;

public sealed class DuplicateMergeTests
{
    private const string Page = "Refunds for a cancelled sailing are paid within ten working days to the card that was used for the booking, and the passenger gets a message when the payment has left our bank.";

    /// <summary>Sets of 60 pairs each, half of them the same passage by two pipelines, half different in one fact; written without sight of the rule.</summary>
    public static TheoryData<string> Sets => [.. Directory.GetFiles(Repository.TestData, "pairs-*.jsonl").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void No_pair_that_differs_in_a_fact_merges_and_of_the_others_most_do(string set)
    {
        var pairs = File.ReadLines(Path.Combine(Repository.TestData, set)).Select(l => JsonDocument.Parse(l).RootElement)
            .ToLookup(p => p.GetProperty("same").GetBoolean(), p => (First: p.GetProperty("first").GetString()!, Second: p.GetProperty("second").GetString()!));
        (pairs[true].Count(), pairs[false].Count()).ShouldBe((30, 30));
        pairs[false].Where(p => Merge(p.First, p.Second)).ShouldBeEmpty();
        pairs[true].Count(p => Merge(p.First, p.Second)).ShouldBeGreaterThanOrEqualTo(25);
    }

    [Theory]
    [InlineData("Refunds are   paid\nwithin ten days.", "Refunds are paid within ten days.")]
    [InlineData("The refund is paid by the bank.", "Refund is paid by bank.")]
    [InlineData("Refunds are pa\u200Bid.", "Refunds are paid.")]
    [InlineData("Refunds are pa\U000E0041id.", "Refunds are paid.")]
    [InlineData("\u202ERefunds are paid.", "Refunds are paid.")]
    public void What_differs_in_its_surface_merges(string first, string second) => Merge(first, second).ShouldBeTrue();

    [Theory]
    [InlineData("1,5 mg", "15 mg")]
    [InlineData("C#", "C++")]
    [InlineData("$100", "€100")]
    [InlineData("x < 5", "x > 5")]
    [InlineData("1/2 inch", "1-2 inch")]
    [InlineData("12 euros", "15 euros")]
    [InlineData("three months", "nine months")]
    [InlineData("Celsius", "Fahrenheit")]
    [InlineData("Premium", "Basic")]
    [InlineData("enabled", "disabled")]
    [InlineData("Anna Berg", "Tom Lind")]
    [InlineData("Jan", "Feb")]
    [InlineData("not", "")]
    [InlineData("a few", "few")]
    [InlineData("MW", "mW")]
    [InlineData("-5 degrees", "5 degrees")]
    [InlineData("You should pay", "You shouldn't pay")]
    [InlineData("4*", "4")]
    [InlineData("f(*args)", "f(args)")]
    [InlineData("__init__", "init")]
    [InlineData("*.txt", ".txt")]
    [InlineData("option a for it", "option for it")]
    [InlineData("a number of users", "the number of users")]
    [InlineData("Memory: 512 Mb", "Memory: 512 MB")]
    [InlineData("\n\nMax depth 5 m\n\n", "\n\nMax depth 5 M\n\n")]
    [InlineData("\n\nVITAMIN A DEFICIENCY\n\n", "\n\nVITAMIN DEFICIENCY\n\n")]
    [InlineData("\n- $100 is the balance", "\n$100 is the balance")]
    public void Versions_that_differ_in_a_fact_do_not_merge(string first, string second)
    {
        Merge($"{Page} {first}", $"{Page} {second}").ShouldBeFalse();
        Merge($"It is {first} of all.", $"It is {second} of all.").ShouldBeFalse();
    }

    [Fact]
    public void The_same_words_merge_into_the_first() =>
        DuplicateMerge.Find([Make.Context(1, Page), Make.Context(2), Make.Context(3, $" {Page}\n")]).ShouldBe([null, null, 0]);

    [Fact]
    public void What_cannot_be_scored_stands_for_no_other() =>
        DuplicateMerge.Find([Make.Context(1, Page + new string(' ', 5000)), Make.Context(2, Page), Make.Context(3, Page)], c => c.Text.Length < 5000).ShouldBe([null, null, 1]);

    [Fact]
    public void Content_without_text_never_merges() =>
        DuplicateMerge.Find([Make.Context(1, ""), Make.Context(2, "")]).ShouldBe([null, null]);

    [Property]
    public void Nothing_merges_into_what_is_itself_merged(int seed)
    {
        var random = new Random(seed);
        var contexts = Enumerable.Range(1, random.Next(1, 12)).Select(i => Make.Context(i, string.Join(' ', Enumerable.Range(0, 3).Select(_ => random.Next(4) == 0 ? "odd" : "word")))).ToArray();
        var into = DuplicateMerge.Find(contexts);
        for (var i = 0; i < into.Count; i++)
        {
            if (into[i] is { } other)
                (other < i && into[other] is null).ShouldBeTrue();
        }
    }

    [Property]
    public void What_has_the_same_form_has_the_same_sketch(int seed)
    {
        var random = new Random(seed);
        string[] parts = ["the", "The", "a", "An", "tea", "Data", "few", "mW", "MW", "pa-\nid", "1,5", "é", "e\u0301", "ﬁn", "fin", "…", "...", "“so”", "\"so\"", "*bold*", "bold", "&amp;", "\u200B", "\u212A", "k", "İ", "ſ", "# Head", "\n- ", "\n", "-", "–", "."];
        string Text() => string.Join(random.Next(5) == 0 ? "\n" : " ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => parts[random.Next(parts.Length)]));
        var texts = Enumerable.Range(0, 40).Select(_ => Text()).Select(t => (Text: t, Form: SurfaceForm.Of(t), Sketch: SurfaceSketch.Of(t))).ToArray();
        foreach (var (first, second) in texts.SelectMany(f => texts, (f, s) => (f, s)).Where(p => p.f.Form.Is(p.s.Form)))
            (first.Sketch is null || second.Sketch is null || first.Sketch == second.Sketch).ShouldBeTrue($"{first.Text} | {second.Text}");
    }

    [Fact]
    public void The_sketch_hides_no_pair_of_the_sets()
    {
        foreach (var pair in Directory.GetFiles(Repository.TestData, "pairs-*.jsonl").SelectMany(File.ReadLines).Select(l => JsonDocument.Parse(l).RootElement))
        {
            var (first, second) = (pair.GetProperty("first").GetString()!, pair.GetProperty("second").GetString()!);
            Merge(first, second).ShouldBe(SurfaceForm.Of(first).Is(SurfaceForm.Of(second)), first);
        }
    }

    private static bool Merge(string first, string second) => DuplicateMerge.Find([Make.Context(1, first), Make.Context(2, second)])[1] is not null;
}
