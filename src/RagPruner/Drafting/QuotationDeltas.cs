using System.Text;

namespace RagPruner.Drafting;

/// <summary>Passes on what is quoted while it comes: without the beginning that a model repeats, and without quotes around it.</summary>
internal sealed class QuotationDeltas(IProgress<string> quoted) : IProgress<string>
{
    private readonly StringBuilder _come = new();
    private int _passed;

    public void Report(string value)
    {
        _come.Append(value);
        var come = _come.ToString();
        // It may become the beginning that is left out.
        if (DraftPrompt.Begun.StartsWith(come.TrimStart(), StringComparison.OrdinalIgnoreCase))
            return;
        var text = Quotation.TextOf(come);
        if (text.Length <= _passed)
            return;
        quoted.Report(text[_passed..]);
        _passed = text.Length;
    }
}
