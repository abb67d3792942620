using System.Text.Json;
using RagPruner.Drafting;

namespace RagPruner.Tests.Drafting;

public sealed class AbstentionTests
{
    /// <summary>Sets of 60 drafts each, half of them abstentions, written without sight of the rule; docs/measurements.md says which were first measured and which helped to write it.</summary>
    public static TheoryData<string> Sets => [.. Directory.GetFiles(Repository.TestData, "abstention-*.jsonl").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void At_most_two_of_sixty_drafts_are_misjudged(string set)
    {
        var drafts = File.ReadLines(Path.Combine(Repository.TestData, set)).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        drafts.Length.ShouldBe(60);
        drafts.Where(d => Abstention.Is(d.GetProperty("draft").GetString()!) != d.GetProperty("abstains").GetBoolean())
            .Select(d => d.GetProperty("draft").GetString()).Count().ShouldBeLessThanOrEqualTo(2);
    }

    /// <summary>Only sentences with a word of denial are read on: it must be one that no abstention can do without.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Whatever_words_a_draft_loses_it_is_no_abstention_without_a_denial(string set)
    {
        foreach (var draft in File.ReadLines(Path.Combine(Repository.TestData, set)).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("draft").GetString()!))
        {
            var words = Abstention.FirstSentence(draft).Sentence.Split(' ');
            for (var from = 0; from < words.Length; from++)
            {
                for (var to = from; to <= words.Length; to++)
                {
                    var shorter = string.Join(' ', [.. words[..from], .. words[to..]]);
                    if (shorter.Length > 0 && Abstention.IsLikeOne(shorter))
                        Abstention.Denies(shorter).ShouldBeTrue(shorter);
                }
            }
        }
    }

    [Theory]
    [InlineData("not in the context")]
    [InlineData("Not in the sources.")]
    [InlineData("The passage does not contain the answer.")]
    [InlineData("The passage doesn't say")]
    [InlineData("The context doesn’t specify the date")]
    [InlineData("It isn't mentioned in the context")]
    [InlineData("There is no mention in the text")]
    [InlineData("I'm not sure, the passage speaks of something else.")]
    [InlineData("I don't know.")]
    [InlineData("N/A")]
    [InlineData("There is no information about that in the document.")]
    [InlineData("It cannot be determined from the text")]
    [InlineData("Based on the passage, the date cannot be determined.")]
    [InlineData("There's never any mention of it.")]
    [InlineData("There is zero mention of a refund.")]
    [InlineData("There isn't any information about that.")]
    [InlineData("Ich weiß es nicht.")]
    [InlineData("Gemäß dem Text wird das Datum nicht genannt.")]
    [InlineData("Nulle part mentionné dans le texte.")]
    [InlineData("Le texte parle du ferry mais passe la date sous silence.")]
    [InlineData("Der Text nennt kein Datum.")]
    [InlineData("Le texte ne précise pas la date.")]
    [InlineData("El texto no menciona la fecha.")]
    public void Recognises_a_draft_that_says_the_answer_is_not_there(string draft) => Abstention.Is(draft).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("308")]
    [InlineData("No")]
    [InlineData("None")]
    [InlineData("There is mention of a refund, not of a fee")]
    [InlineData("Unknown")]
    [InlineData("Not Found")]
    [InlineData("The log does not contain personal information")]
    [InlineData("The plan does not include source code access")]
    [InlineData("It does not provide text search")]
    [InlineData("No information is stored about users")]
    [InlineData("There are any number of reasons in the text, not one")]
    [InlineData("The ticket does not include a cabin")]
    [InlineData("Cabin 12 is not available on Sundays")]
    [InlineData("the unknown soldier")]
    [InlineData("none of the 24 ferries were late")]
    [InlineData("It is not covered.")]
    [InlineData("This is not available.")]
    [InlineData("Surgery is not indicated.")]
    [InlineData("No data about users leaves the device.")]
    [InlineData("No details are shown to other users.")]
    [InlineData("No information is given to third parties.")]
    [InlineData("The article does not include batteries.")]
    [InlineData("The document does not have a signature field.")]
    [InlineData("It is not possible to tell them apart by eye.")]
    [InlineData("I can't see the sea from the room.")]
    [InlineData("Este medicamento no está indicado en niños.")]
    [InlineData("El artículo no incluye pilas.")]
    [InlineData("Ce médicament n'est pas indiqué.")]
    [InlineData("Il n'est pas disponible.")]
    [InlineData("Le document ne permet pas de voyager.")]
    [InlineData("Die Artikel enthalten kein Gluten.")]
    [InlineData("Das Frühstück ist nicht im Preis enthalten.")]
    [InlineData("Le petit-déjeuner n'est pas compris.")]
    [InlineData("No incluye el desayuno.")]
    [InlineData("Between 90 seconds and four minutes, although the page on quotas and the one on alarms give other figures and it is not mentioned in either of them which holds")]
    public void Lets_answers_and_empty_texts_pass(string draft) => Abstention.Is(draft).ShouldBeFalse();
}
