namespace RagPruner.Drafting;

/// <summary>Reads an answer that was asked for as a quotation.</summary>
internal static class Quotation
{
    /// <summary>The text before the first stop: servers may ignore stops, or return them. What a model repeats of its prompt holds none.</summary>
    public static string UpToStop(string text, IReadOnlyList<string> stops)
    {
        var from = text.StartsWith(DraftPrompt.Begun, StringComparison.OrdinalIgnoreCase) ? DraftPrompt.Begun.Length : 0;
        foreach (var stop in stops)
        {
            if (text.IndexOf(stop, from, StringComparison.Ordinal) is > 0 and var at)
                text = text[..at];
        }
        return text;
    }

    /// <summary>What was quoted: the text without the beginning that the prompt gave or the model repeats, and without quotes around it.</summary>
    public static string TextOf(string text)
    {
        text = text.Trim();
        if (text.StartsWith(DraftPrompt.Begun, StringComparison.OrdinalIgnoreCase))
            text = text[DraftPrompt.Begun.Length..];
        return text.Trim().Trim('"', '“', '”').Trim();
    }
}
