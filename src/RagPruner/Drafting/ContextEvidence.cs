using RagPruner.Contexts;
using RagPruner.Statements;
using RagPruner.Text;

namespace RagPruner.Drafting;

/// <summary>A context with what is known of it: what a scorer sees, and what calls for a whole question are made from.</summary>
/// <param name="Context">The context.</param>
/// <param name="Evidence">What its calls returned; null if none was needed, or made yet.</param>
public sealed record ContextEvidence(Context Context, Evidence? Evidence)
{
    /// <summary>The question that they are for; null where that is not known.</summary>
    public string? Question { get; init; }

    private bool? _speaks;
    private Statement? _statement;
    private (bool IsMade, NearCopies? Sketch) _sketch;

    // What was read belongs to this one: a copy may be of another text, and two are equal whoever looked at them.
    private ContextEvidence(ContextEvidence original) => (Context, Evidence, Question) = (original.Context, original.Evidence, original.Question);

    /// <inheritdoc/>
    public bool Equals(ContextEvidence? other) =>
        other is not null && Context == other.Context && Evidence == other.Evidence && Question == other.Question;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Context, Evidence, Question);

    /// <summary>What its text is told from copies by, made once; null for one that is too short.</summary>
    internal NearCopies? Sketch
    {
        get
        {
            if (!_sketch.IsMade)
                _sketch = (true, NearCopies.Of(Context.Text));
            return _sketch.Sketch;
        }
    }

    /// <summary>Whether there is a draft that does not abstain: looked at once, or known already.</summary>
    internal bool Speaks
    {
        get => _speaks ??= !string.IsNullOrWhiteSpace(Evidence?.Draft) && !Evidence.Abstained;
        init => _speaks = value;
    }

    /// <summary>What its draft states as an answer to a question, read once.</summary>
    internal Statement StatementTo(Statement? question) => _statement ??= Statement.Of(Evidence!.Draft, Context.Text, question);
}
