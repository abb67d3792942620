using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>What the embedded model knows of a question.</summary>
internal sealed class QuestionTerms
{
    public QuestionTerms(string question, CollectionStatistics collection)
    {
        Terms = KnowledgeBase.Terms.Of(question);
        AnswerType = AnswerTypes.Of(Terms.ConvertAll(t => t.Word.Normal));
        var content = Terms.Select(t => t.Term).Where(t => !KnowledgeBase.Terms.IsStopWord(t)).Distinct(StringComparer.Ordinal).ToArray();
        var information = content.Select(collection.Information).ToArray();
        var total = information.Sum();
        Weights = content.Zip(information).ToDictionary(p => p.First, p => p.Second / total, StringComparer.Ordinal);
    }

    /// <summary>All terms, in order.</summary>
    public List<TermAt> Terms { get; }

    /// <summary>The content terms, weighted by their information −ln p(t | C); the weights sum to 1.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    public AnswerType AnswerType { get; }
}
