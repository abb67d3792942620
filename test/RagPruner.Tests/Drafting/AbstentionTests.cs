using RagPruner.Drafting;

namespace RagPruner.Tests.Drafting;

public sealed class AbstentionTests
{
    [Theory]
    [InlineData("not in the context")]
    [InlineData("Not in the sources.")]
    [InlineData("The passage does not contain the answer.")]
    [InlineData("I don't know.")]
    [InlineData("N/A")]
    [InlineData("Unknown")]
    [InlineData("There is no information about that in the document.")]
    [InlineData("It cannot be determined from the text")]
    public void Recognises_a_draft_that_says_the_answer_is_not_there(string draft) => Abstention.Is(draft).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("308")]
    [InlineData("No")]
    [InlineData("None")]
    [InlineData("The ticket does not include a cabin")]
    [InlineData("Cabin 12 is not available on Sundays")]
    [InlineData("the unknown soldier")]
    [InlineData("none of the 24 ferries were late")]
    [InlineData("Between 90 seconds and four minutes, although the page on quotas and the one on alarms give other figures and it is not mentioned in either of them which holds")]
    public void Lets_answers_and_empty_texts_pass(string draft) => Abstention.Is(draft).ShouldBeFalse();
}
