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

    /// <summary>The log probabilities of an answer's words, given question and context.</summary>
    public IReadOnlyList<double?> Rate(string question, string context, string answer)
    {
        var text = new ContextText(context);
        return new CopyModel(new QuestionTerms(question, collection), text, new QueryLikelihood(text.Terms, collection), collection).Rate(Terms.Of(answer));
    }

    /// <summary>
    /// For each context the log probability that the question came from it rather than from another: Bayes' rule over their
    /// likelihoods, all contexts alike beforehand.
    /// </summary>
    public IReadOnlyList<double> Compare(string question, IReadOnlyList<string> contexts)
    {
        var terms = Terms.Of(question);
        double[] likelihoods = [.. contexts.Select(c => new QueryLikelihood(Terms.Of(c), collection))
            .Select(l => terms.Sum(t => Math.Log(l.Probability(t.Term))))];
        var most = likelihoods.Max();
        var total = most + Math.Log(likelihoods.Sum(l => Math.Exp(l - most)));
        return [.. likelihoods.Select(l => l - total)];
    }

    /// <summary>Whether the context holds the answer: the odds by which a draft from it would not abstain.</summary>
    public Sufficiency Sufficiency(string question, string context)
    {
        var text = new ContextText(context);
        return new CopyModel(new QuestionTerms(question, collection), text, new QueryLikelihood(text.Terms, collection), collection).HasAnswer();
    }
}
