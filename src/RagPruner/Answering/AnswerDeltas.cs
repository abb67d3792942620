using System.Text;
using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Answering;

/// <summary>
/// Shows an answer while it comes, without ever showing what its check would remove. What is shown is a checked text at every
/// moment: of what has come, as much as is settled is checked as a whole, and its last word is held back, because a citation
/// that is removed behind it may join it to what follows. Where a later piece changes what was shown all the same, nothing
/// more is shown, and the answer itself says how it ends.
/// </summary>
/// <param name="contexts">The contexts in the order in which the prompt numbered them.</param>
/// <param name="show">Takes the pieces.</param>
internal sealed class AnswerDeltas(IReadOnlyList<Context> contexts, Action<string> show) : IProgress<string>
{
    private readonly StringBuilder _come = new();
    private string _shown = "";
    private int _settled;

    /// <summary>Takes a further piece of the model's text.</summary>
    public void Report(string value)
    {
        _come.Append(value);
        var come = _come.ToString();
        var settled = SettledText.LengthOf(come);
        if (settled == _settled)
            return;
        _settled = settled;
        var text = AnswerCheck.TextOf(come[..settled].Trim(), contexts).TrimEnd();
        // The product's own words may stand in place of these.
        if (!Abstention.MayBecomePrompted(text))
            Show(text[..SettledText.LengthOf(text)].TrimEnd());
    }

    /// <summary>What came was cut off, and a further attempt begins the text again.</summary>
    public void Restart()
    {
        _come.Clear();
        _settled = 0;
    }

    /// <summary>Shows what is left of the checked answer.</summary>
    public void Finish(string answer) => Show(answer);

    private void Show(string text)
    {
        if (text.Length <= _shown.Length || !text.StartsWith(_shown, StringComparison.Ordinal))
            return;
        show(text[_shown.Length..]);
        _shown = text;
    }
}
