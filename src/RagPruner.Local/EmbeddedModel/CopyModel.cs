using RagPruner.Drafting;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Models;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>
/// The embedded model's draft: a hidden Markov model whose states are the positions of a context, two ways to stop, and
/// a fixed phrase of abstention. It is not neural. At each step the next token has a true, normalised distribution:
/// <code>
/// p(end)  = the mass of the stop states
/// p(t)    = (1 − p(end)) · [(1 − λ) Σ_j α(j) [term_j = t] + λ p(t | d)]
/// </code>
/// where α is the belief over positions given the tokens so far (the forward algorithm; Rabiner, 1989), copying from a
/// position follows the pointer idea of Vinyals et al. (2015) and See et al. (2017), and p(t | d) is the smoothed unigram
/// model of <see cref="QueryLikelihood"/>. Where a quotation starts is a softmax over positions of how much of the
/// question's information stands near, whether the word is of the kind asked for, and whether a phrase begins there;
/// how it goes on follows <see cref="ContextText.Continues"/>. Decoding is greedy.
/// </summary>
internal sealed class CopyModel
{
    private const double Background = 0.02;

    // Set by hand on the sample questions and XQuAD: contexts that hold the answer must almost never abstain.
    private const double Sharpness = 15;
    private const double OtherKindPenalty = 0.4;
    private const double QuestionWordPenalty = 0.45;
    private const double StopWordPenalty = 0.6;
    private const double MidPhrasePenalty = 0.25;
    private const double AbstainBelow = 0.08;

    private const double ReachWords = 8;
    private const double OtherSentence = 0.35;
    private const int ReachLimit = 64;

    private static readonly double[] s_nearness = [.. Enumerable.Range(0, ReachLimit).Select(d => Math.Exp(-d / ReachWords))];
    private static readonly string[] s_abstention = Abstention.Phrase.Split(' ');

    private readonly QuestionTerms _question;
    private readonly ContextText _context;
    private readonly QueryLikelihood _likelihood;
    private readonly CollectionStatistics _collection;
    private readonly int _positions;

    public CopyModel(QuestionTerms question, ContextText context, QueryLikelihood likelihood, CollectionStatistics collection)
    {
        (_question, _context, _likelihood, _collection) = (question, context, likelihood, collection);
        _positions = context.Terms.Count;
    }

    /// <summary>Drafts greedily. The last token closes the draft unless the limit cut it off.</summary>
    public IReadOnlyList<CompletionToken> Draft(int maxTokens, int alternatives)
    {
        var tokens = new List<CompletionToken>();
        var belief = Start();
        var end = 0.0;
        while (tokens.Count < maxTokens)
        {
            var distribution = Distribution(belief, end);
            var top = distribution.OrderByDescending(o => o.Probability).ThenBy(o => o.Term, StringComparer.Ordinal).Take(Math.Max(1, alternatives)).ToArray();
            var best = top[0];
            tokens.Add(new CompletionToken(Render(best, tokens.Count == 0), Math.Log(best.Probability))
            {
                Top = alternatives == 0 ? [] : [.. top.Select(o => new CompletionToken(Render(o, tokens.Count == 0), Math.Log(o.Probability)))],
                IsEnd = best.Term is null,
            });
            if (best.Term is null)
                break;
            (belief, end) = Advance(belief, best.Term);
        }
        return tokens;
    }

    /// <summary>The log probability of each word of an answer, given those before it.</summary>
    public IReadOnlyList<double?> Rate(IReadOnlyList<TermAt> answer)
    {
        var (belief, end) = (Start(), 0.0);
        var rated = new List<double?>(answer.Count);
        foreach (var (_, term) in answer)
        {
            var copied = 0.0;
            for (var j = 0; j < belief.Length; j++)
                copied += string.Equals(TermAt(j), term, StringComparison.Ordinal) ? belief[j] : 0;
            // A word that neither corpus nor context has is a part of "anything else".
            var probability = (1 - end) * ((1 - Background) * copied + Background * _likelihood.Probability(term));
            rated.Add(Math.Log(Math.Max(probability, double.Epsilon)));
            // After a word that stands nowhere the answer may go on anywhere, as it began.
            (belief, end) = copied > 0 || BackgroundOf(term) > 0 ? Advance(belief, term) : (Start(), 0);
        }
        return rated;
    }

    /// <summary>
    /// The next-token distribution: the end, every term of the context and of the abstention, and the corpus's most
    /// frequent terms. Every other term has its background probability only, which is less than the least of the latter.
    /// </summary>
    internal IReadOnlyList<Outcome> Distribution(double[] belief, double end)
    {
        var copied = new Dictionary<string, (double Mass, double BestMass, int At)>(_positions, StringComparer.Ordinal);
        for (var j = 0; j < belief.Length; j++)
        {
            var term = TermAt(j);
            var entry = copied.GetValueOrDefault(term, (0, -1, j));
            copied[term] = belief[j] > entry.BestMass ? (entry.Mass + belief[j], belief[j], j) : (entry.Mass + belief[j], entry.BestMass, entry.At);
        }
        foreach (var term in _collection.MostFrequent)
            copied.TryAdd(term, (0, 0, -1));
        var outcomes = new List<Outcome>(copied.Count + 1) { new(null, end, -1) };
        foreach (var (term, (mass, _, at)) in copied)
            outcomes.Add(new Outcome(term, (1 - end) * ((1 - Background) * mass + BackgroundOf(term)), at));
        return outcomes;
    }

    /// <summary>
    /// The belief over positions, then the words of the abstention, before the first token; sums to 1. Whether there is
    /// an answer is decided by how much of the question stands together in the best place, where it begins by a softmax.
    /// </summary>
    internal double[] Start()
    {
        var belief = new double[_positions + s_abstention.Length];
        var coverage = Coverage();
        var abstain = Math.Exp(HasAnswer(coverage).NoLogprob);
        belief[_positions] = _positions == 0 ? 1 : abstain;
        if (_positions == 0)
            return belief;
        var logits = coverage.Zip(Form(), (c, f) => Sharpness * (c + f)).ToArray();
        var most = logits.Max();
        var total = logits.Sum(l => Math.Exp(l - most));
        for (var j = 0; j < _positions; j++)
            belief[j] = (1 - abstain) * Math.Exp(logits[j] - most) / total;
        return belief;
    }

    /// <summary>The log probabilities of a draft that answers and of one that abstains.</summary>
    public Sufficiency HasAnswer() => HasAnswer(Coverage());

    // The logistic function, by its logarithm: log p = −log(1 + e^−x).
    private static Sufficiency HasAnswer(double[] coverage)
    {
        var logOdds = Sharpness * (coverage.DefaultIfEmpty().Max() - AbstainBelow);
        return new Sufficiency(-Math.Log(1 + Math.Exp(-logOdds)), -Math.Log(1 + Math.Exp(logOdds)));
    }

    /// <summary>The belief after a token, given that the draft did not end before it, and the probability that it ends now.</summary>
    internal (double[] Belief, double End) Advance(double[] belief, string term)
    {
        var background = BackgroundOf(term);
        var (next, total, end) = (new double[belief.Length], 0.0, 0.0);
        for (var j = 0; j < belief.Length; j++)
        {
            var posterior = belief[j] * (background + (string.Equals(TermAt(j), term, StringComparison.Ordinal) ? 1 - Background : 0));
            total += posterior;
            var goesOn = j == _positions - 1 || j == belief.Length - 1 ? 0 : j < _positions ? _context.Continues[j] : 1;
            if (goesOn > 0)
                next[j + 1] += posterior * goesOn;
            end += posterior * (1 - goesOn);
        }
        end /= total;
        var going = next.Sum();
        if (going > 0)
        {
            for (var j = 0; j < next.Length; j++)
                next[j] /= going;
        }
        return (next, going > 0 ? end : 1);
    }

    /// <summary>For each position, the share (0 to 1) of the question's information that stands near it.</summary>
    private double[] Coverage()
    {
        var coverage = new double[_positions];
        var nearest = new double[_positions];
        foreach (var (term, weight) in _question.Weights)
        {
            Array.Clear(nearest);
            for (var i = 0; i < _positions; i++)
            {
                if (!string.Equals(_context.Terms[i].Term, term, StringComparison.Ordinal))
                    continue;
                for (var j = Math.Max(0, i - ReachLimit + 1); j < Math.Min(_positions, i + ReachLimit); j++)
                    nearest[j] = Math.Max(nearest[j], s_nearness[Math.Abs(i - j)] * (_context.Sentence[i] == _context.Sentence[j] ? 1 : OtherSentence));
            }
            for (var j = 0; j < _positions; j++)
                coverage[j] += weight * nearest[j];
        }
        return coverage;
    }

    /// <summary>For each position, how well an answer could begin there, whatever it is about.</summary>
    private double[] Form()
    {
        var form = new double[_positions];
        for (var j = 0; j < _positions; j++)
        {
            if (_question.AnswerType != AnswerType.Any && !IsOfKind(j))
                form[j] -= OtherKindPenalty;
            if (_question.Weights.ContainsKey(_context.Terms[j].Term))
                form[j] -= QuestionWordPenalty;
            if (_context.IsStopWord(j) && !_context.IsNumber(j))
                form[j] -= StopWordPenalty;
            if (j > 0)
                form[j] -= MidPhrasePenalty * _context.Continues[j - 1];
        }
        return form;
    }

    private bool IsOfKind(int j) => _question.AnswerType switch
    {
        AnswerType.Number => _context.IsNumber(j),
        AnswerType.Name => _context.IsCapitalized(j) && !_context.IsStopWord(j),
        _ => true,
    };

    // A word of the abstention that neither corpus nor context has is a part of "anything else", which is counted once.
    private double BackgroundOf(string term) => _likelihood.Knows(term) ? Background * _likelihood.Probability(term) : 0;

    private string TermAt(int j) => j < _positions ? _context.Terms[j].Term : s_abstention[j - _positions];

    private string Render(Outcome outcome, bool isFirst)
    {
        if (outcome.Term is null)
            return "";
        if (outcome.At < 0 || outcome.At >= _positions)
            return isFirst ? outcome.Term : $" {outcome.Term}";
        var surface = _context.Surface(outcome.At);
        return isFirst ? surface : _context.Joint(outcome.At) + surface;
    }

    /// <summary>A possible next token.</summary>
    /// <param name="Term">Its term; null for the end.</param>
    /// <param name="Probability">Its probability.</param>
    /// <param name="At">The most probable position that it is copied from; -1 if none.</param>
    internal sealed record Outcome(string? Term, double Probability, int At);
}
