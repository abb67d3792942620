using System.Text;
using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Answering;

/// <summary>
/// Shows an answer while it comes, without ever showing what its check would remove. As much of what has come as is settled
/// is checked, and its last word is held back, because a citation that is removed behind it may join it to what follows.
/// Where a later piece changes what was shown all the same, nothing more is shown, and the answer itself says how it ends.
/// </summary>
/// <param name="contexts">The contexts in the order in which the prompt numbered them.</param>
/// <param name="show">Takes the pieces.</param>
internal sealed class AnswerDeltas(IReadOnlyList<Context> contexts, Action<string> show) : IProgress<string>
{
    // What was shown long ago is not checked again with every word.
    private const int LongestStretch = 256;

    private static readonly Checkpoint s_start = new(0, "", []);

    private readonly StringBuilder _come = new();
    private Checkpoint _from = s_start;
    private Checkpoint? _next;
    private string _shown = "";
    private int _settled;

    /// <summary>Takes a further piece of the model's text.</summary>
    public void Report(string value)
    {
        _come.Append(value);
        var stretch = _come.ToString(_from.Length, _come.Length - _from.Length);
        var settled = SettledText.LengthOf(stretch);
        if (_from.Length + settled == _settled)
            return;
        _settled = _from.Length + settled;
        // The space before a citation goes with it, so it belongs to what follows.
        stretch = stretch[..settled].TrimEnd();
        var (text, cited) = AnswerCheck.Continue(_from.Length == 0 ? stretch.TrimStart() : stretch, contexts, _from.Cited);
        text = (_from.Text + text).TrimEnd();
        // The product's own words may stand in place of these.
        if (!Abstention.MayBecomePrompted(text))
            Show(text[..SettledText.LengthOf(text)].TrimEnd());
        if (stretch.Length > LongestStretch)
            _next ??= new Checkpoint(_from.Length + stretch.Length, text, cited);
        if (_next is { } next && _shown.StartsWith(next.Text, StringComparison.Ordinal))
            (_from, _next) = (IsFollowedByWord(next) ? next : _from, null);
    }

    /// <summary>What came was cut off, and a further attempt begins the text again.</summary>
    public void Restart()
    {
        _come.Clear();
        (_from, _next, _settled) = (s_start, null, 0);
    }

    /// <summary>Shows what is left of the checked answer.</summary>
    public void Finish(string answer) => Show(answer);

    // A plain word stays, whatever the check does. Where something else follows and is removed, what stands behind it would join
    // what was shown, and the check would not see both: a bracket and a colon, www and .com.
    private bool IsFollowedByWord(Checkpoint place)
    {
        var behind = _come.ToString(place.Length, _come.Length - place.Length);
        var word = behind.TrimStart();
        var length = word.IndexOfAny([' ', '\n']);
        return word.Length < behind.Length && length > 0 && word[..length].All(char.IsLetterOrDigit);
    }

    private void Show(string text)
    {
        if (text.Length <= _shown.Length || !text.StartsWith(_shown, StringComparison.Ordinal))
            return;
        show(text[_shown.Length..]);
        _shown = text;
    }

    /// <summary>A place behind which nothing changes any more.</summary>
    /// <param name="Length">How much of what came lies before it.</param>
    /// <param name="Text">That, checked.</param>
    /// <param name="Cited">The contexts that it cites, from 0, in order of first mention.</param>
    private sealed record Checkpoint(int Length, string Text, IReadOnlyList<int> Cited);
}
