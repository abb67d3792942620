using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.Tests.Drafting;

public sealed class QuestionSpanTests
{
    [Theory]
    [InlineData("assistant")]
    [InlineData("The answer is")]
    public void A_question_in_the_templates_words_is_found_where_it_was_asked(string question)
    {
        var prompt = Prompt(("x", -1), ("Question:", -2), ($" {question}", -3), ("<|im_end|>\n<|im_start|>", -4), ("assistant", -5), ("\n", -6), ("The answer is", -7), (" \"", -8));
        QuestionSpan.Find(prompt, question, DraftPrompt.Lead)!.ShouldBe([-3]);
    }

    [Fact]
    public void A_tail_that_may_have_lost_the_questions_beginning_gives_nothing()
    {
        PromptTail Tail(bool isCut, params string[] ids) => new([.. ids.Select((id, i) => new PromptToken(null, -i, id))], TemplateTokens: 1) { IsCut = isCut };
        QuestionSpan.FindByCommonSuffix([Tail(true, "7", "8", "9"), Tail(true, "7", "8", "9")]).ShouldAllBe(t => t == null);
        QuestionSpan.FindByCommonSuffix([Tail(true, "1", "8", "9"), Tail(true, "2", "8", "9")]).ShouldAllBe(t => t!.Count == 1);
        QuestionSpan.FindByCommonSuffix([Tail(false, "7", "8", "9"), Tail(false, "7", "8", "9")]).ShouldAllBe(t => t!.Count == 2);
    }

    [Fact]
    public void Finds_the_last_place_where_the_prompt_spells_the_question() =>
        QuestionSpan.Find(Prompt(("Who", -1), ("?", -2), ("\n\nQuestion:", -3), (" Who", -4), ("?", -5), ("<|im_end|>", -6)), "Who?").ShouldBe([-4, -5]);

    [Fact]
    public void Takes_in_a_token_that_begins_before_the_question() =>
        QuestionSpan.Find(Prompt(("x", -1), (": Wh", -2), ("o ran", -3), ("?\n", -4)), "Who ran?").ShouldBe([-2, -3, -4]);

    [Fact]
    public void Reads_past_characters_that_tokens_cut_apart() =>
        QuestionSpan.Find(Prompt(("Q:", -1), (" Where is Malm", -2), ("\uFFFD", -3), ("\uFFFD", -4), (" harbour?", -5)), "Where is Malmö harbour?").ShouldBe([-2, -3, -4, -5]);

    [Fact]
    public void Is_missing_where_the_prompt_does_not_spell_it() =>
        QuestionSpan.Find(Prompt(("Something", -1), (" else", -2)), "Who ran?").ShouldBeNull();

    [Fact]
    public void Is_missing_without_token_texts() =>
        QuestionSpan.Find([new PromptToken(null, -1), new PromptToken(null, -2)], "Who ran?").ShouldBeNull();

    [Fact]
    public void Keeps_a_missing_value_missing() =>
        QuestionSpan.Find([new("Who", null), new(" ran?", -1)], "Who ran?").ShouldBe([null, -1]);

    private static IReadOnlyList<PromptToken> Prompt(params (string Text, double Logprob)[] tokens) => [.. tokens.Select(t => new PromptToken(t.Text, t.Logprob))];
}
