using System.Text.RegularExpressions;

namespace RagPruner.Drafting.Abstentions;

/// <summary>Abstentions in French; the sentence has no accents.</summary>
internal static class French
{
    private const string Source =
        @"(?:(?:\w+ )?(?:textes?|contextes?|passages?|documents?|extraits?|sources?|paragraphes?|auteur)\b(?: fournie?s?| donnee?s?| ci-dessus)?"
        + @"|\w+ (?:fournie?s?|transmise?s?|partagee?s?|ci-dessus)\b|\w+ que vous (?:m'avez|avez) \w+)";
    private const string The = @"(?:le |la |l'|ce |cet |cette |les |ces |du |des |un )?";
    private const string InSource = @"\b(?:dans|par|a partir de|a partir du|a partir des|sur la base du|sur la base des) ?" + The + Source;
    private const string Not = @"\b(?:pas|rien|aucun|aucune|jamais|non|nulle part|ni)\b";
    private const string Told = @"\b(?:mentionn|precis|indiqu|fourni|donn|trouv|present|dit|figur|specifi|disponible|inform|mention|repond|repons"
        + @"|determin|evoqu|detaill|abord|cite|nomm)\w*";
    private const string What = @"(?:information|informations|mention|indication|indications|reponse|precision|precisions|detail|details|donnee|donnees)";

    public static bool IsAbstention(string sentence)
    {
        sentence = s_preamble.Replace(sentence, "");
        // What a document does not permit is what many a rule is about.
        if (s_permits.IsMatch(sentence))
            return false;
        return s_sourceSaysNothing.IsMatch(sentence) || s_notToldInSource.IsMatch(sentence) || s_notTold.IsMatch(sentence)
            || s_noInformation.IsMatch(sentence) || s_speakerCannotTell.IsMatch(sentence);
    }

    private static readonly Regex s_preamble = new(
        $@"^(?:(?:desole|desolee|malheureusement|je suis desole|je suis desolee|reponse|la reponse est)\b[ ,:;-]*(?:mais )?|(?:d'apres|selon"
        + $@"|d'apres les|dans|sur la base d[eu]|au vu d[eu]) ?{The}{Source},? )+",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_permits = new(
        @"\bne permet(?:tent)? pas (?!de (?:repondre|determiner|savoir|dire|connaitre|conclure|trouver))",
        RegexOptions.CultureInvariant);

    // "Le texte ne precise pas la date."
    private static readonly Regex s_sourceSaysNothing = new(
        $@"^(?:{The}{Source}|(?:les|ces) (?:elements|informations|donnees)\b).*?\b(?:ne|n')(?: |\b)(?:\w+ )?(?:mentionn|precis|indiqu|dit|disent"
        + $@"|contien|donn|fourni|repond|parl|permet|comport|evoqu|specifi|abord|cite|nomm|expliqu|traite|renseign|detaill)\w*\b.*{Not}"
        + $@"|^(?:le|la|l'|ce|cet|cette) ?(?:\w+ )?(?:notice|brochure|contrat|rapport|manuel|guide|politique|page|clause|lettre|reglement|depliant"
        + $@"|courrier|annonce|note|convention|article) (?:ne |n')(?:\w+ )?(?:mentionn|precis|indiqu|dit|parl|specifi|evoqu|explique"
        + $@"|donne)\w*\b.*{Not}|^{The}{Source} .*\bmais (?:pas|ne|n'|aucun|il ne|rien)|\bdonc je ne (?:peux|sais|saurais)|^aucun (?:{Source}"
        + $@"|des {Source})|^{The}{Source} (?:reste|est) (?:muette?|silencieu)|^(?:rien|il n'est (?:fait )?(?:pas|aucune|nulle part)) (?:n'est (?:dit"
        + $@"|precise|indique|mentionne)|fait mention|mention|question|dans {The}{Source})",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_notToldInSource = new(
        $@"^(?=.*{Not})(?=.*{InSource})(?=.*{Told})|^(?:pas|non) (?:\w+ )?dans {The}{Source}|\bn'(?:est|apparait|y figure"
        + $@"|figure) pas (?:\w+ )?dans {The}{Source}",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_notTold = new(
        @"^(?:(?:non|pas) (?:mentionne|precise|indique|specifie)e?s?|.{1,80}\b(?:n'est|n'a|ne sont|n'ont) (?:\w+ )?pas (?:ete )?(?:mentionne|precise"
        + @"|specifie)e?s?(?: ici)?"
        + $@"|il n'est pas (?:mentionne|precise|specifie|dit|indique)e?s?|(?:ce|c'|cela|ca|cette information|l'information|la reponse|ce point"
        + $@"|ceci) ?(?:n'est|n'y est|ne figure|n'apparait) pas (?:mentionne|precise|indique|specifie|fourni|donne|dit|disponible|evoque|connu)e?s?"
        + $@"|(?:{What}) (?:non|pas) (?:disponible|mentionne|precise|fourni|donne|trouve)e?s?)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_noInformation = new(
        $@"^(?:(?:aucune?|pas d'|pas de|pas assez d') ?{What}\b(?!.*\bn'(?:est|a ete) (?!{Told}))(?!.*\bne (?:sera|doit|peut|sont)\b).*"
        + $@"|il n'y a (?:pas|aucune?|rien)\b.*(?:{What}|{InSource}).*)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_speakerCannotTell = new(
        @"^(?:je (?:ne |n')(?:\w+ )?(?:sais|peux|trouve|dispose|ai|vois|suis|connais)\b.*\b(?:pas|rien|aucune?)\b|je l'ignore|(?:il est impossible"
        + @"|impossible|il n'est pas possible) (?:de|d') ?(?:le )?(?:repondre|determiner|dire|savoir)|on ne (?:sait|peut) pas\b.*(?:repondre"
        + @"|determiner|dire|savoir)?)",
        RegexOptions.CultureInvariant);
}
