//! Words that newsletters use to say what a line is. A word belongs here when many publishers use it so.

/// What a word hints at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Hint {
    /// Ends a teaser: "mehr", "read".
    Closer,
    /// Stands between the words of a closer: "zur", "the".
    Glue,
    /// Speaks of a picture.
    Picture,
    /// Navigation, sharing, advertising.
    Furniture,
    /// Legal matter, address, subscription.
    Imprint,
    /// Names a list of events.
    Events,
    /// Names a usual section.
    Section,
    /// Heads a table of contents.
    Contents,
    /// Opens a letter.
    Greeting,
    /// Ends a letter.
    SignOff,
    /// Heads a line of keywords.
    Keywords,
    /// Speaks of where or when something takes place.
    Venue,
    /// Labels the place.
    Where,
    /// Labels the day or the time.
    When,
    /// Opens a byline.
    Byline,
    /// None by itself: the word stands in the lists of further languages alone.
    Further,
}

/// German and English, in lower case; a word with a colon counts only before one.
pub(super) const WORDS: [(Hint, &str); 15] = [
    (
        Hint::Closer,
        "mehr weiter weiterlesen weiterlesen… lesen quelle details näheres link infos info information informationen \
         einzelheiten meldung artikel beitrag eintrag anhören ansehen erfahren hier read more full story article \
         continue reading learn watch listen source here webseite website zur original discuss comments kommentieren \
         originalartikel volltext nachlesen download herunterladen pressemitteilung detail continued",
    ),
    (
        Hint::Glue,
        "zum zur zu den dem die der das des am auf im in an unter bei the a an on to at of for and und dazu davon \
         darüber about ganzen ganze gesamten vollständigen vollständige kompletten nähere weitere weiteren seite page \
         bitte klicken click jetzt now online it this diesen dieser direkt anmelden anmeldung register view see \
         programm blog post thema thema: entire complete",
    ),
    (
        Hint::Picture,
        "foto fotos bild bilder bildquelle bildquelle: bildnachweis grafik screenshot porträt portrait \
         logo abbildung symbolbild symbolfoto porträtfoto archivfoto pressefoto photo photos image picture illustration \
         luftbild gruppenbild gruppenfoto luftaufnahme aufnahme bildrechte copyright: credit",
    ),
    (
        Hint::Furniture,
        "anzeige anzeigen werbung advertisement advertorial sponsored browser webansicht web-ansicht onlineversion \
         online-version browseransicht facebook twitter linkedin instagram mastodon xing youtube bluesky teilen share \
         tweet empfehlen weiterempfehlen drucken print login archiv archive nach-oben menü menu navigation weiterleiten \
         forward forwarded weitergeleitet subscribe comment like seitenanfang dargestellt angezeigt korrekt",
    ),
    (
        Hint::Imprint,
        "impressum imprint copyright © herausgeber herausgegeben verantwortlich abmelden abbestellen abmeldung austragen \
         unsubscribe datenschutz datenschutzerklärung datenschutzhinweise privacy registergericht amtsgericht \
         registernummer ust-id ust-idnr umsatzsteuer umsatzsteuer-identifikationsnummer telefon telefax tel fax haftung \
         gewährleistung reserved subscribed subscription subscriber abonniert abonnement preferences \
         vorstand geschäftsführer geschäftsführerin vertretungsberechtigt issn handelsregister gmbh disclaimer \
         haftungsausschluss nutzungsbedingungen postfach mailing verteiler hrb abonnieren newsletter \
         newsletters geschäftsführung e.v e-mail-adresse profil empfänger receiving received joined emails e-mails opt-out unsubscribing bildnachweise bilder:",
    ),
    (
        Hint::Events,
        "termine veranstaltungen veranstaltungskalender kalender terminkalender events \
         calendar veranstaltungshinweise veranstaltungstipps meetups conferences konferenzen dates \
         veranstaltungsvorschau terminvorschau upcoming terminhinweise",
    ),
    (
        Hint::Section,
        "news aktuelles meldungen kurzmeldungen nachrichten articles jobs stellenmarkt stellenangebote publikationen \
         veröffentlichungen podcast videos tools releases intern themen rubrik ressort kurz gemeldet überblick weitere \
         aus dem bereich sonstiges vermischtes announcements projects links presse headlines lesetipps \
         panorama kultur wirtschaft politik sport regionales",
    ),
    (
        Hint::Contents,
        "inhalt inhaltsverzeichnis inhaltsübersicht themen übersicht überblick contents topics agenda themenübersicht \
         inside ausgabe issue heute today",
    ),
    (
        Hint::Greeting,
        "liebe lieber liebes hallo hi hello dear guten sehr geehrte geehrter moin welcome willkommen servus grüezi hey \
         greetings werte verehrte verehrter verehrtes ahoi",
    ),
    (
        Hint::SignOff,
        "grüßen grüße gruß herzlichst herzlich regards cheers sincerely yours editor editors redaktion team wishes \
         freundlichen lg vg mfg besten ihr ihre redakteur redakteurin chefredakteur chefredakteurin herausgeberin lektüre best wünscht wünschen wünsche",
    ),
    (
        Hint::Keywords,
        "stichwörter schlagwörter schlagworte stichworte tags keywords kategorie kategorien categories filed",
    ),
    (
        Hint::Venue,
        "uhr online webinar workshop konferenz tagung messe seminar kongress conference summit pm virtuell digital hybrid",
    ),
    (Hint::Where, "ort: wo: where: location: venue: treffpunkt: veranstaltungsort:"),
    (Hint::When, "wann: datum: date: when: zeit: uhrzeit: beginn: termin: time: sent: gesendet: stand: posted:"),
    (
        Hint::Byline,
        "von by autor author autorin verfasst text: text written posted veröffentlicht published erschienen",
    ),
];

/// The same in French, Spanish, Italian, Dutch and Portuguese: only words that say it in each of these languages' letters and
/// mean nothing else in another of them, German and English included ("care", "door", "date"). Words that only stand between
/// those of a closer may be German or English ("plus", "over", "meer"): they count beside a word of this list alone.
pub(super) const FURTHER: [(Hint, &str); 15] = [
    (
        Hint::Closer,
        "lire suite savoir lisez découvrir découvrez consulter consultez télécharger voir voyez \
         leer más ver seguir leyendo ampliar saber descargar consulta \
         leggi tutto continua scopri scarica approfondisci vai \
         lees lezen weten informatie verder bekijk bekijken downloaden \
         leia ler informações saiba continuar lendo baixar",
    ),
    (
        Hint::Glue,
        "la le les en plus l'article l’article cet notre votre sur l'intégralité ici site d'infos d'informations \
         el los las aquí noticia completa nota toda \
         il lo gli su qui articolo l'articolo l’articolo notizia di \
         het een dit deze bericht artikel onze over meer \
         o os aqui mais notícia matéria",
    ),
    (
        Hint::Picture,
        "crédits légende \
         fotografía imagen ilustración \
         immagine fotografia didascalia \
         afbeelding beeld: fotograaf \
         imagem ilustração",
    ),
    (
        Hint::Furniture,
        "partager imprimer navigateur publicité \
         compartir navegador publicidad reenviar \
         condividi stampa pubblicità inoltra \
         delen afdrukken advertentie doorsturen webversie \
         compartilhar partilhar publicidade",
    ),
    (
        Hint::Imprint,
        "désabonner désinscrire désinscription désabonnement réservés légales confidentialité rgpd tél siret abonné abonnée conformément \
         suscripción suscrito suscrita suscribirse reservados privacidad teléfono boletín \
         disiscriverti disiscriversi disiscrizione cancellarti cancellarsi riservati telefono p.iva iscritto iscritta newsletter: \
         uitschrijven afmelden uitschrijving colofon privacyverklaring ontvangt telefoon kvk \
         inscrito reservados subscrição descadastrar",
    ),
    (
        Hint::Events,
        "agenda rendez-vous événements évènements manifestations calendrier \
         eventos calendario convocatorias citas \
         eventi appuntamenti \
         evenementen activiteiten bijeenkomsten",
    ),
    (
        Hint::Section,
        "actualités actualité brèves bref dossiers annonces emplois offres vidéos ressources outils \
         noticias actualidad breves empleo publicaciones herramientas novedades recursos becas \
         notizie attualità brevi bandi lavoro pubblicazioni novità risorse \
         nieuws actueel berichten vacatures publicaties overig \
         notícias destaques vagas publicações",
    ),
    (
        Hint::Contents,
        "sommaire numéro édition \
         sumario índice contenido contenidos número edición \
         sommario indice numero \
         inhoud inhoudsopgave overzicht nummer \
         sumário edição",
    ),
    (
        Hint::Greeting,
        "bonjour chers chères cher chère salut madame monsieur mesdames messieurs bienvenue \
         hola estimado estimada estimados estimadas querido querida queridos queridas bienvenidos bienvenidas \
         cari gentile gentili buongiorno ciao benvenuti benvenute \
         geachte goedemorgen welkom \
         olá prezados prezadas prezado caros",
    ),
    (
        Hint::SignOff,
        "cordialement amicalement bonne lecture rédaction l'équipe l’équipe \
         saludos atentamente cordialmente redacción abrazo \
         saluti cordiali redazione buona lettura \
         groet groeten vriendelijke hartelijke redactie leesplezier \
         atenciosamente cumprimentos redação",
    ),
    (Hint::Keywords, "mots-clés étiquettes etiquetas etichette trefwoorden labels: palavras-chave"),
    (Hint::Venue, "tarif: inscription: inscriptions: inscripción: organiza: iscrizioni: aanmelden: uur"),
    (Hint::Where, "lieu: où: lugar: dónde: dove: luogo: sede: waar: locatie: plaats: local: onde:"),
    (
        Hint::When,
        "quand: horaires: horaire: heure: \
         fecha: hora: cuándo: \
         quando: data: ora: orario: orari: \
         wanneer: tijd: \
         horário:",
    ),
    (Hint::Byline, "par publié rédigé por publicado escrito pubblicato scritto geschreven gepubliceerd"),
];
