using RagPruner.Drafting;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>
/// The embedded model: deterministic, extractive, in-process, without a download. It counts words; it is not neural and
/// does not understand anything. It exists so that the whole product runs, and can be tested, on a machine with nothing
/// but the .NET SDK. Safe for concurrent use.
/// </summary>
internal sealed class ExtractiveModel(CollectionStatistics collection)
{
    /// <summary>Drafts from one context, and rates the question given it.</summary>
    public Evidence Draft(string question, string context, int maxTokens, int alternatives = 5)
    {
        var terms = new QuestionTerms(question, collection);
        var text = new ContextText(context);
        var likelihood = new QueryLikelihood(text.Terms, collection);
        var tokens = new CopyModel(terms, text, likelihood, collection).Draft(maxTokens, alternatives);
        return new Evidence
        {
            Draft = string.Concat(tokens.Select(t => t.Text)).Trim(),
            Tokens = tokens,
            QuestionLogprobs = [.. terms.Terms.Select(t => (double?)Math.Log(likelihood.Probability(t.Term)))],
            InputTokens = text.Terms.Count + terms.Terms.Count,
            OutputTokens = tokens.Count,
        };
    }

    /// <summary>Whether the context holds the answer: the odds by which a draft from it would not abstain.</summary>
    public Sufficiency Sufficiency(string question, string context)
    {
        var text = new ContextText(context);
        return new CopyModel(new QuestionTerms(question, collection), text, new QueryLikelihood(text.Terms, collection), collection).HasAnswer();
    }
}
